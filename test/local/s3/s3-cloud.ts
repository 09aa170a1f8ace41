/** What the S3 tests share: a cloud with a bucket and a client, and short words for the usual calls. */
import { request as httpRequest } from 'node:http';
import {
  CreateBucketCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import type { LocalCloud, LocalCloudOptions } from '../../../local/local-cloud.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';

export const Bucket = 'test-bucket';

export const s3Client = (cloud: LocalCloud, config: S3ClientConfig = {}) =>
  new S3Client({ ...clientSettings(cloud), forcePathStyle: true, ...config });

export async function s3Cloud(options: LocalCloudOptions = {}) {
  const cloud = await testCloud(options);
  const client = s3Client(cloud);
  await client.send(new CreateBucketCommand({ Bucket })); // in us-east-1 the same bucket again is no error
  return { cloud, client, ...wordsOf(client) };
}

export const wordsOf = (client: S3Client) => ({
  put: (Key: string, Body: PutObjectCommandInput['Body'] & {}, more: Partial<PutObjectCommandInput> = {}) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ...more })),
  get: (Key: string, more: Partial<GetObjectCommandInput> = {}) =>
    client.send(new GetObjectCommand({ Bucket, Key, ...more })),
  async text(Key: string, more: Partial<GetObjectCommandInput> = {}): Promise<string | undefined> {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ...more }));
    return Body?.transformToString();
  },
});

export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** One request as it stands, to a path that no URL parser touches. */
export function plain(
  cloud: LocalCloud,
  method: string,
  path: string,
  { headers = {}, body = '' }: { headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<PlainAnswer> {
  const { hostname, port } = new URL(cloud.url);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(pieces).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** As any client signs; nobody checks the signature. */
export const signed = (headers: Record<string, string> = {}) => ({
  authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0',
  ...headers,
});
