/** Objects of one bucket, as text. Loaded only by those who need S3: its client is larger than all the others. */
import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** How long an upload may take to begin, and a link may be followed. */
const LINK_HOLDS_S = 900;

export interface SignedUpload {
  readonly url: string;
  /** To be sent along, exactly: they are part of the signature. */
  readonly headers: Readonly<Record<string, string>>;
  readonly holdsS: number;
}

export interface Objects {
  /** @param contentType JSON unless told */
  put(key: string, text: string, contentType?: string): Promise<void>;
  /** Undefined when it is gone, or may not be read: without the right to list, S3 tells the two apart for nobody. */
  get(key: string): Promise<string | undefined>;
  /** The text, and the tag of that content, for `replace`. Undefined as with `get`. */
  getTagged(key: string): Promise<{ readonly text: string; readonly etag: string } | undefined>;
  /**
   * Writes the object if its content is still the one of the tag, or, without a tag, if there is none. False when it is not.
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
   */
  replace(key: string, text: string, etag: string | undefined): Promise<boolean>;
  /** A link to the object for whoever has it, for a quarter of an hour. */
  link(key: string): Promise<string>;
  /** A link that takes one object of that size and hash, and nothing else. */
  uploadLink(key: string, bytes: number, sha256: string): Promise<SignedUpload>;
  sha256Of(text: string): string;
}

/** What a condition on content ends with: it was another, or is being written, or gone. */
const CHANGED = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];

let client: S3Client | undefined;

export function s3Objects(Bucket: string): Objects {
  client ??= new S3Client();
  const s3 = client;
  const getTagged: Objects['getTagged'] = async (Key) => {
    try {
      const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Body && { text: await Body.transformToString(), etag: ETag };
    } catch (error) {
      if (error instanceof S3ServiceException && ['NoSuchKey', 'AccessDenied'].includes(error.name)) return undefined;
      throw error;
    }
  };
  return {
    async put(Key, text, contentType = 'application/json') {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: text, ContentType: contentType }));
    },
    get: async (key) => (await getTagged(key))?.text,
    getTagged,
    async replace(Key, text, etag) {
      const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
      try {
        await s3.send(new PutObjectCommand({ Bucket, Key, Body: text, ContentType: 'application/json', ...condition }));
        return true;
      } catch (error) {
        if (error instanceof S3ServiceException && CHANGED.includes(error.name)) return false;
        throw error;
      }
    },
    link: (Key) => getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { expiresIn: LINK_HOLDS_S }),
    async uploadLink(Key, bytes, sha256) {
      const headers = {
        'content-type': 'application/json',
        'content-length': `${bytes}`,
        'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
      };
      const put = new PutObjectCommand({
        ...{ Bucket, Key, ContentLength: bytes, ContentType: headers['content-type'] },
        ChecksumSHA256: headers['x-amz-checksum-sha256'],
      });
      const url = await getSignedUrl(s3, put, {
        expiresIn: LINK_HOLDS_S,
        unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
        signableHeaders: new Set(['content-type', 'content-length', 'host']),
      });
      return { url, headers, holdsS: LINK_HOLDS_S };
    },
    sha256Of: (text) => createHash('sha256').update(text).digest('hex'),
  };
}
