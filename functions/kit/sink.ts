/**
 * The response of a streaming function, as text goes into it. https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 *
 * AWS does not tell a function that its client has left (https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/145);
 * where it is told, the stream closes.
 */
import { once } from 'node:events';
import type { Writable } from 'node:stream';

export interface Head {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Body {
  /** Resolves when there is room for more, or nobody reads any longer. */
  write(text: string): Promise<void>;
  /** Resolves when everything is on its way. */
  end(): Promise<void>;
  readonly gone: boolean;
  /** Resolves when nobody reads any longer, or all was sent. */
  readonly closed: Promise<void>;
}

/** Begins the response. Nothing goes out before the first write, so every response writes at least an empty text. */
export type Sink = (head: Head) => Body;

/** @param from puts status and headers ahead of the first bytes: `awslambda.HttpResponseStream.from` */
export const sinkInto =
  (stream: Writable, from: (stream: Writable, head: Record<string, unknown>) => Writable): Sink =>
  (head) => {
    const out = from(stream, { ...head });
    const closed = new Promise<void>((resolve) => {
      out.once('close', resolve);
      out.on('error', () => resolve());
    });
    const gone = (): boolean => out.destroyed || out.errored !== null;
    return {
      get gone() {
        return gone();
      },
      closed,
      async write(text) {
        if (gone() || out.write(text)) return;
        await Promise.race([once(out, 'drain'), closed]);
      },
      async end() {
        if (gone()) return;
        await new Promise<void>((resolve) => {
          out.once('close', resolve);
          out.end(resolve);
        });
      },
    };
  };
