/**
 * Writes every message of the bus once to the history.
 *
 * 1. A row is its message's alone: recording it again writes the same row, so a second delivery or a replay changes nothing.
 * 2. The first attempt of a message has the row that the indexes show; a later attempt of the same id has one of its own
 *    beside it, so that it neither replaces the first nor appears as a second message.
 * 3. A record leaves the queue when its row is on the table, not before.
 */
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { Message } from '../../../contracts/message.ts';
import {
  type AttemptRow,
  attemptRow,
  MESSAGE_ROW,
  type MessageRow,
  messageKey,
  perHour,
  timeKey,
} from '../../../contracts/tables/history.ts';
import { type BatchFunction, eachRecord } from '../../kit/batch.ts';
import type { DeadLetter } from '../../kit/dead-letter.ts';
import { envelopeOf } from '../../kit/incoming.ts';
import type { Log } from '../../kit/observe.ts';
import { ttlAfterDays } from '../../kit/rows.ts';

export interface RecorderDeps {
  readonly now: () => Date;
  readonly historyDays: number;
  /** Ids of the agents that subscribe to a channel, as it is declared now. */
  readonly subscribersOf: (channel: string) => readonly string[];
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
        const row = rowOf(message, now, deps);
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

function rowOf(message: Message, now: Date, { historyDays, subscribersOf }: RecorderDeps): MessageRow | AttemptRow {
  const { id, sentAt, attempt } = message;
  const row = {
    pk: messageKey(id),
    at: timeKey(sentAt, id),
    message: JSON.stringify(message),
    recordedAt: now.toISOString(),
    ttl: ttlAfterDays(now, historyDays),
  };
  if (attempt > 1) return { ...row, sk: attemptRow(attempt) };
  return {
    ...row,
    sk: MESSAGE_ROW,
    subscribers: [...subscribersOf(message.channel)],
    conversation: message.correlationId,
    channelHour: perHour(message.channel, sentAt),
    agentHour: perHour(message.sender, sentAt),
  };
}
