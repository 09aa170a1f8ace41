/**
 * Inside the worker: the global `awslambda`, and how a streaming handler runs.
 * https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 */
import type { Handler } from './handler.ts';
import { ResponseStream } from './response-stream.ts';

/** The marks that AWS's runtime knows a streaming handler by; frameworks set them too. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

interface Marks {
  [STREAMING]?: unknown;
  [HIGH_WATER_MARK]?: unknown;
}

/** The content type of an answer that begins with its status and headers as JSON, and eight zero bytes. */
const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
const DELIMITER_BYTES = 8;

/** What AWS's runtime puts into the global scope. */
export const awslambda = {
  streamifyResponse<H extends object>(handler: H, options?: { highWaterMark?: unknown }): H {
    const marks = handler as Marks;
    marks[STREAMING] = 'response';
    if (options?.highWaterMark !== undefined) marks[HIGH_WATER_MARK] = Number(options.highWaterMark);
    return handler;
  },
  HttpResponseStream: {
    /** The same stream; status, headers and cookies go ahead of its first bytes. */
    from(stream: ResponseStream, prelude: unknown): ResponseStream {
      stream.setContentType(PRELUDE_TYPE);
      stream._onBeforeFirstWrite = (write) => {
        write(JSON.stringify(prelude));
        write(new Uint8Array(DELIMITER_BYTES));
      };
      return stream;
    },
  },
};

export const isStreaming = (handler: Handler): boolean => (handler as Marks)[STREAMING] === 'response';

export function streamFor(
  handler: Handler,
  send: (bytes: Uint8Array<ArrayBuffer>, contentType: string) => void,
): ResponseStream {
  const mark = (handler as Marks)[HIGH_WATER_MARK];
  return new ResponseStream(send, typeof mark === 'number' && mark >= 0 ? mark : undefined);
}

/**
 * Runs the handler; resolves when it has returned and its stream has ended. Rejects with what it threw or what became of its
 * stream. A stream that is never ended keeps the request until its timeout, as on AWS.
 */
export async function runStreaming(
  handler: Handler,
  event: unknown,
  stream: ResponseStream,
  context: object,
): Promise<void> {
  const call = handler as unknown as (event: unknown, stream: ResponseStream, context: object) => unknown;
  const result = call(event, stream, context);
  if (typeof (result as Promise<unknown> | undefined)?.then !== 'function')
    throw 'Streaming does not support non-async handlers.'; // the runtime's words, and as it throws them
  try {
    const value = await result;
    if (value !== undefined) console.warn('Streaming handlers ignore return values.');
  } catch (error) {
    if (stream.gone && (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    stream.end(); // what was written before goes out first
    await stream.settled.catch(() => undefined);
    throw error;
  }
  await stream.settled;
}
