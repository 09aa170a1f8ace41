/**
 * The trace ledger to one reader, from a record on. The ledger itself is the buffer: nothing is held for a reader who is slow.
 * One that falls behind the ledger's window gets a `gap` with the ids that it missed, and goes on from there.
 */
import type { Trace, Traces } from '../../engine/traces.ts';

export type Item =
  | { readonly kind: 'trace'; readonly trace: Trace }
  /** Records that are gone: they left the window, or belong to an earlier run of the cloud. */
  | { readonly kind: 'gap'; readonly from: number; readonly to: number };

export interface Batch {
  readonly items: readonly Item[];
  /** The id to go on from. */
  readonly last: number;
}

const BATCH_RECORDS = 500;

/** The next records behind an id, at most so many. An id that the ledger has not reached is one of an earlier run. */
export function nextBatch(traces: Traces, since: number): Batch {
  if (since > traces.last) {
    const { items, last } = nextBatch(traces, 0);
    return { items: [{ kind: 'gap', from: since + 1, to: since }, ...items], last };
  }
  const records = traces.since(since).slice(0, BATCH_RECORDS);
  const first = records[0]?.id ?? since + 1;
  const missed: Item[] = first > since + 1 ? [{ kind: 'gap', from: since + 1, to: first - 1 }] : [];
  return {
    items: [...missed, ...records.map((trace): Item => ({ kind: 'trace', trace }))],
    last: records.at(-1)?.id ?? since,
  };
}
