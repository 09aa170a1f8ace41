/**
 * Writes every message of the bus once to the history. What workflows and agents say to each other directly is not on the bus:
 * platform/steps writes it, in the same rows.
 *
 * 1. A row is its message's alone (kit/message-row.ts), so a second delivery or a replay changes nothing.
 * 2. A record leaves the queue when its row is on the table, not before.
 */
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { Message } from '../../../contracts/message.ts';
import { type BatchFunction, eachRecord } from '../../kit/batch.ts';
import type { DeadLetter } from '../../kit/dead-letter.ts';
import { envelopeOf } from '../../kit/incoming.ts';
import { type MessageRows, messageRow } from '../../kit/message-row.ts';
import type { Log } from '../../kit/observe.ts';

export interface RecorderDeps extends MessageRows {
  readonly now: () => Date;
  readonly putRows: (rows: readonly object[]) => Promise<void>;
  readonly deadLetter: DeadLetter;
  readonly log: Log;
}

export function createRecorder(deps: RecorderDeps): BatchFunction {
  return async (event: SQSEvent) => {
    const read: { record: SQSRecord; message: Message }[] = [];
    const unreadable = await eachRecord(event, deps, async (record) => {
      read.push({ record, message: envelopeOf(record) });
    });
    const now = deps.now();
    const rows = new Map(
      read.map(({ message }) => {
        const row = messageRow(message, now, deps);
        return [row.pk + row.sk, row]; // two copies of one message in a batch
      }),
    );
    try {
      await deps.putRows([...rows.values()]);
      return unreadable;
    } catch (error) {
      deps.log.error('The history did not take a batch; its queue delivers it again.', { reason: String(error) });
      const again = read.map(({ record }) => ({ itemIdentifier: record.messageId }));
      return { batchItemFailures: [...unreadable.batchItemFailures, ...again] };
    }
  };
}
