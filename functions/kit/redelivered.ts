/**
 * Records that were delivered before: one of them may have ended the function the last time, and all that lay beside it came
 * back with it. They are handled so that it ends alone.
 *
 * 1. One at a time, after the new ones. Each leaves its queue as soon as it is settled, so that nothing brings it back.
 * 2. Before one is handled it is noted, and the note goes when it is done. One that comes with its note ended the function:
 *    it is handled last.
 * 3. Notes are a help, not a rule: what cannot be noted, or not be removed, is handled all the same.
 */
import type { SQSRecord } from 'aws-lambda';
import { REDELIVERED_PARTITION } from '../../contracts/tables/registry.ts';
import type { Clock } from './clock.ts';
import { queueUrlOf } from './dead-letter.ts';
import type { Log } from './observe.ts';
import type { OpenQueues } from './queue-door.ts';
import type { State } from './state.ts';

/** Deletes records of one queue, at most ten. */
export type Remove = (records: readonly SQSRecord[]) => Promise<void>;

/** Handles records and settles them; gives those that must be delivered again. */
type Settled = (records: readonly SQSRecord[]) => Promise<string[]>;

interface Deps {
  readonly state: State;
  readonly remove: Remove;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** A queue hides a message for minutes and gives it up after a few receives: a day is long enough. */
const NOTE_HOLDS_MS = 86_400_000;

/** The same as `settled(records)`, with care for those that came before. */
export async function carefully(records: readonly SQSRecord[], settled: Settled, deps: Deps): Promise<string[]> {
  const again = records.filter(wasDelivered);
  if (again.length === 0 || records.length === 1) return settled(records);
  const fresh = records.filter((record) => !wasDelivered(record));
  const failed = await settledAndRemoved(fresh, settled, deps);
  const noted = await Promise.all(again.map((record) => isNoted(record, deps)));
  const order = [...again.filter((_, i) => !noted[i]), ...again.filter((_, i) => noted[i])];
  for (const record of order) {
    await note(record, deps);
    failed.push(...(await settledAndRemoved([record], settled, deps)));
    await unnote(record, deps);
  }
  return failed;
}

const wasDelivered = ({ attributes }: SQSRecord): boolean => Number(attributes.ApproximateReceiveCount) > 1;

async function settledAndRemoved(records: readonly SQSRecord[], settled: Settled, deps: Deps): Promise<string[]> {
  if (records.length === 0) return [];
  const failed = await settled(records);
  const done = records.filter(({ messageId }) => !failed.includes(messageId));
  await trying('removed', done, deps, () => deps.remove(done));
  return failed;
}

const isNoted = async (record: SQSRecord, deps: Deps): Promise<boolean> =>
  (await trying('looked up', [record], deps, () => deps.state.get(REDELIVERED_PARTITION, record.messageId))) !==
  undefined;

const note = (record: SQSRecord, deps: Deps): Promise<unknown> =>
  trying('noted', [record], deps, () =>
    deps.state.put(REDELIVERED_PARTITION, record.messageId, true, {
      keepUntil: new Date(deps.clock.now().getTime() + NOTE_HOLDS_MS),
    }),
  );

const unnote = (record: SQSRecord, deps: Deps): Promise<unknown> =>
  trying('let go', [record], deps, () => deps.state.delete(REDELIVERED_PARTITION, record.messageId));

async function trying<T>(
  what: string,
  records: readonly SQSRecord[],
  { log }: Deps,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    log.warn(`A record that came before could not be ${what}; it is handled all the same.`, {
      sqs_message_id: records.map(({ messageId }) => messageId),
      reason: String(error),
    });
    return undefined;
  }
}

export const createRemove =
  (open: OpenQueues): Remove =>
  async (records) => {
    const [first] = records;
    if (!first) return;
    const queues = await open();
    await queues.remove(
      queueUrlOf(first.eventSourceARN),
      records.map(({ receiptHandle }) => receiptHandle),
    );
  };
