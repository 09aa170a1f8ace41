/**
 * What can go wrong with a model's answer, to be told to the stub: a script, one entry for each request in order, or a function
 * of the request. After a script's end everything goes well.
 */
import type { ModelRequest } from './request.ts';

/** As a provider tells it: any numbers, also such as cannot be. */
export interface ToldUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export type Fault =
  | 'ok'
  /** Too many requests; `retryAfterS` as the header Retry-After, in seconds. */
  | { readonly kind: '429'; readonly retryAfterS?: number }
  | { readonly kind: '500'; readonly status?: 500 | 502 | 503 | 504 | 529 }
  | { readonly kind: '401' }
  /** The request is taken and nothing ever comes. */
  | { readonly kind: 'hang' }
  /** The connection is torn after so many pieces; in an answer that does not stream, in its middle. */
  | { readonly kind: 'cut'; readonly afterChunks: number }
  /** After so many pieces come bytes that the protocol does not know. */
  | { readonly kind: 'garbage'; readonly afterChunks?: number }
  | { readonly kind: 'slow'; readonly msPerToken: number }
  /** JSON, and not of the schema. */
  | { readonly kind: 'wrong-json' }
  /** Exactly this text. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'empty' }
  /** Pieces until the client goes away. */
  | { readonly kind: 'endless' }
  | { readonly kind: 'absurd-usage'; readonly usage: ToldUsage }
  /** No figures of usage at all. */
  | { readonly kind: 'no-usage' }
  /** The connection is closed without an answer. (A port where nobody listens: close the server.) */
  | { readonly kind: 'refuse-connection' }
  | { readonly kind: 'context-too-long' }
  /** `request`: refused with 400, as Azure does; `answer`: the answer ends with finish reason `content_filter`, as OpenAI's does. */
  | { readonly kind: 'content-filter'; readonly at?: 'request' | 'answer' }
  /** Waits until the test lets it go on. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> };

export type Faults = readonly Fault[] | ((request: ModelRequest, nth: number) => Fault | undefined);

/** The fault of each request as it comes. */
export function createScript(
  faults: Faults = [],
): (request: ModelRequest, nth: number) => Exclude<Fault, 'ok'> | undefined {
  const left = typeof faults === 'function' ? [] : [...faults];
  return (request, nth) => {
    const fault = typeof faults === 'function' ? faults(request, nth) : left.shift();
    return fault === 'ok' ? undefined : fault;
  };
}
