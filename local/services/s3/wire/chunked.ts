/**
 * Bodies in `aws-chunked`: pieces with their length before them, with a signature or without, and trailers behind the last.
 * Owns the framing. Signatures are not checked: any credentials work.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
import { AwsError } from '../../../engine/aws-error.ts';
import { incompleteBody } from '../errors.ts';

/** The longest line between pieces: a length with a signature, or a trailer. */
const LONGEST_LINE_BYTES = 8192;
/** Local only. A checksum and its signature are all that there is. */
const MOST_TRAILERS = 16;

/** The bytes alone; trailers go to the map when the body has ended. Throws IncompleteBody when it ends before. */
export async function* dechunked(body: AsyncIterable<Buffer>, trailers: Map<string, string>): AsyncGenerator<Buffer> {
  const source = body[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  async function more(): Promise<void> {
    const next = await source.next();
    if (next.done) throw incompleteBody();
    held = held.length === 0 ? next.value : Buffer.concat([held, next.value]);
  }
  async function line(): Promise<string> {
    for (;;) {
      const end = held.indexOf('\r\n');
      if (end >= 0) {
        const text = held.toString('latin1', 0, end);
        held = held.subarray(end + 2);
        return text;
      }
      if (held.length > LONGEST_LINE_BYTES) throw incompleteBody();
      await more();
    }
  }

  for (;;) {
    const head = await line();
    const [, digits] = /^([0-9a-fA-F]{1,12})(?:;.*)?$/.exec(head) ?? [];
    if (digits === undefined)
      throw new AwsError('InvalidChunkSizeError', 'Only the last chunk is allowed to have a size less than 8192 bytes');
    let left = Number.parseInt(digits, 16);
    if (left === 0) break;
    while (left > 0) {
      if (held.length === 0) await more();
      const piece = held.subarray(0, left);
      held = held.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
    if ((await line()) !== '') throw incompleteBody();
  }
  await readTrailers(line, trailers);
}

/** They end with an empty line, or with the body. */
async function readTrailers(line: () => Promise<string>, trailers: Map<string, string>): Promise<void> {
  for (;;) {
    const text = await line();
    if (text === '') return;
    const colon = text.indexOf(':');
    if (trailers.size >= MOST_TRAILERS)
      throw new AwsError(
        'MalformedTrailerError',
        'The request contained trailing data that was not well-formed or did not conform to our published schema.',
      );
    if (colon > 0) trailers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
  }
}
