/**
 * What a function's thread and the cloud say to each other about the requests of its SDK clients. Both send arrays: all that a
 * turn has brought, in one message. Bodies that are bytes are handed over, not shared.
 */
import type { MessagePort } from 'node:worker_threads';

/** What a thread needs to send requests without HTTP. */
export interface InsideOffer {
  readonly port: MessagePort;
  /** `127.0.0.1:4566`: requests to another place are not for this door. */
  readonly host: string;
  /** Signing names of the services that speak REST and may be asked this way. */
  readonly restServices: readonly string[];
}

export interface InsideCall {
  readonly id: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Nobody waits for this call any more. */
export interface InsideAbort {
  readonly abort: number;
}

export type FromThread = readonly (InsideCall | InsideAbort)[];

export interface InsideAnswer {
  readonly id: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export type ToThread = readonly InsideAnswer[];

/** A copy that can be handed over: a view of a larger buffer would take all of that with it. */
export function handOver(body: string | Uint8Array, transfer: ArrayBuffer[]): string | Uint8Array {
  if (typeof body === 'string') return body;
  const copy = new Uint8Array(body);
  transfer.push(copy.buffer);
  return copy;
}
