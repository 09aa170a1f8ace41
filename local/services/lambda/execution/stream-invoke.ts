/**
 * Invokes a function for someone who reads its answer while it is made. A function that does not stream gives its answer as
 * one piece. Ends the body in each case; whether the function failed is in the answer.
 */
import { PassThrough, type Readable } from 'node:stream';
import type { Answer, Ask, Invoker } from './invoker.ts';

export interface StreamedInvoke {
  /** Undefined when the function failed, or was refused, before its first byte. */
  readonly contentType: string | undefined;
  /** Destroying it tells the function that its reader is gone. */
  readonly body: Readable;
  /** Resolves when the function has ended; the body ends with it. */
  readonly answer: Promise<Answer>;
}

/** Resolves at the first byte, or at the end. Rejects with what the invoker refuses. */
export async function invokeStreaming(invoker: Invoker, ask: Omit<Ask, 'reader'>): Promise<StreamedInvoke> {
  const body = new PassThrough();
  const opened = Promise.withResolvers<string | undefined>();
  const answer = invoker.invoke({
    ...ask,
    reader: {
      open: (contentType) => opened.resolve(contentType),
      take(bytes, done) {
        if (body.destroyed) done();
        else body.write(bytes, () => done());
      },
      onGone: (listener) => body.once('close', () => !body.writableEnded && listener()),
    },
  });
  answer.then((ended) => {
    const whole = !ended.failed && !ended.streamed;
    if (!body.destroyed) body.end(whole ? ended.payload : undefined);
    opened.resolve(whole ? 'application/json' : ended.streamed?.contentType);
  }, opened.reject);
  return { contentType: await opened.promise, body, answer };
}
