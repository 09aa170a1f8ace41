/** What the cloud and a function's worker thread say to each other. Types only, and the layout of the shared log buffer. */
import type { InsideOffer } from './inside/wire.ts';

/** Makes an empty worker the environment of one function version. */
export interface Setup {
  readonly kind: 'setup';
  readonly taskRoot: string;
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly context: ContextFacts;
  readonly logFormat: 'Text' | 'JSON';
  readonly logLevel: string;
  readonly log: SharedArrayBuffer;
  /** Where the time stands (epoch ms, a double), when it is not the machine's. */
  readonly time?: SharedArrayBuffer;
  /** For SDK clients; absent where the cloud runs without a gateway. */
  readonly inside?: InsideOffer;
}

/** What the context object says of the version. */
export interface ContextFacts {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
}

export interface Request {
  readonly kind: 'invoke';
  readonly requestId: string;
  /** JSON text; empty means an empty object. */
  readonly payload: string;
  readonly invokedArn: string;
  readonly timeoutMs: number;
  readonly traceId: string;
  /** JSON text. */
  readonly clientContext?: string;
}

/**
 * To the worker, while a request streams its answer: so many bytes were taken, or nobody reads any more. The first opens the
 * window of runtime/response-stream.ts again.
 */
export type StreamNews = { readonly kind: 'taken'; readonly bytes: number } | { readonly kind: 'gone' };

/**
 * From the worker. `ready`, broken: the code did not load, and each request is answered with that. `done`, last: the thread
 * ends after this answer; `streamed`, the content type: the payload came before it, in chunks. `log`: there are lines to read
 * before the answer.
 */
export type Report =
  | { readonly kind: 'ready'; readonly initMs: number; readonly broken: boolean }
  | {
      readonly kind: 'done';
      readonly failed: boolean;
      readonly payload: string;
      readonly usedMb: number;
      readonly last?: true;
      readonly streamed?: string;
    }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string }
  | { readonly kind: 'log' };

/**
 * The log buffer: a head of 32-bit words, then entries one behind the other. Written by the worker, read by the cloud when an
 * answer arrives or the worker is gone, so that an endless loop or a crash loses no line. The worker starts again at the
 * beginning between two requests, when half of it is used, and says so by the epoch.
 */
export const LOG = {
  /** Word: bytes written behind the head. */
  written: 0,
  /** Word: lines that did not fit. */
  dropped: 1,
  /** Word: how often writing started again at the beginning. */
  epoch: 2,
  words: 3,
  headBytes: 12,
  /** Before each entry's text: its length (32 bits) and its time (epoch ms, double). */
  entryHeadBytes: 12,
} as const;
