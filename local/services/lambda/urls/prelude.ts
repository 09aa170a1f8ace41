/**
 * Takes the prelude off a streamed answer: status, headers and cookies as JSON, then eight zero bytes, then the body.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 */
import type { Readable } from 'node:stream';

/** Answers of this content type have a prelude. */
export const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';

const DELIMITER = Buffer.alloc(8);

/** The prelude's value and the body behind it; undefined when the delimiter is not there, or what is before it is no JSON. */
export function splitPrelude(bytes: Buffer): { prelude: unknown; rest: Buffer } | undefined {
  const at = bytes.indexOf(DELIMITER);
  if (at < 0) return undefined;
  try {
    return {
      prelude: JSON.parse(bytes.toString('utf8', 0, at)) as unknown,
      rest: bytes.subarray(at + DELIMITER.length),
    };
  } catch {
    return undefined;
  }
}

/**
 * Reads as far as the prelude goes, and gives it with the bytes behind it that were read too. Undefined when there is no sound
 * one. Rejects when the stream is destroyed.
 */
export async function readPrelude(body: Readable): Promise<{ prelude: unknown; rest: Buffer } | undefined> {
  let held = Buffer.alloc(0);
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    held = Buffer.concat([held, chunk as Uint8Array]);
    if (held.includes(DELIMITER)) return splitPrelude(held);
    if (held.length > LONGEST_BYTES) return undefined;
  }
  return undefined;
}

/** Local only: what is longer is no prelude. */
const LONGEST_BYTES = 1024 * 1024;
