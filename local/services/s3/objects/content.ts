/** From bytes that arrive to a file with its digests: of a request's body, or of other files. */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream } from 'node:fs';
import { AwsError } from '../../../engine/aws-error.ts';
import { type ChecksumAlgorithm, summing } from '../checksums/algorithms.ts';
import { notImplemented } from '../errors.ts';
import type { Content } from '../model.ts';
import type { Body } from '../wire/body.ts';
import type { Files, OpenFile } from './files.ts';

/** Throws MissingContentLength when the sender did not say how much comes, and what the body throws. */
export async function keepBody(files: Files, body: Body): Promise<Content> {
  if (body.declared === undefined) {
    if (!body.chunked) throw notImplemented('Transfer-Encoding');
    throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', { status: 411 });
  }
  const file = await files.write(body.bytes());
  const { size, md5, checksum } = body.digests();
  return { file, size, etag: md5, checksum: { ...checksum, type: 'FULL_OBJECT' } };
}

/** One file of the bytes of several, in order. Each is opened when its turn has come. */
export async function keepCopy(
  files: Files,
  sources: Iterable<() => OpenFile>,
  algorithm: ChecksumAlgorithm,
): Promise<Content> {
  const md5 = createHash('md5');
  const sum = summing(algorithm);
  let size = 0;
  async function* bytes(): AsyncGenerator<Buffer> {
    for (const open of sources) {
      const { fd, start, end } = open();
      if (start === end) {
        closeSync(fd);
        continue;
      }
      for await (const piece of createReadStream('', { fd, start, end: end - 1 }) as AsyncIterable<Buffer>) {
        md5.update(piece);
        sum.update(piece);
        size += piece.length;
        yield piece;
      }
    }
  }
  const file = await files.write(bytes());
  const value = sum.digest().toString('base64');
  return { file, size, etag: md5.digest('hex'), checksum: { algorithm, value, type: 'FULL_OBJECT' } };
}
