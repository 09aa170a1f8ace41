/** The row of a message in the history. Whoever records one writes the same row, so a second writing changes nothing. */
import type { Message } from '../../contracts/message.ts';
import {
  type AttemptRow,
  attemptRow,
  MESSAGE_ROW,
  type MessageRow,
  messageKey,
  perHour,
  timeKey,
} from '../../contracts/tables/history.ts';
import { ttlAfterDays } from './rows.ts';

export interface MessageRows {
  readonly historyDays: number;
  /** Ids of the agents that subscribe to a channel, as it is declared now. */
  readonly subscribersOf: (channel: string) => readonly string[];
}

/**
 * The first attempt of a message has the row that the indexes show; a later attempt of the same id has one of its own beside it,
 * so that it neither replaces the first nor appears as a second message.
 */
export function messageRow(
  message: Message,
  now: Date,
  { historyDays, subscribersOf }: MessageRows,
): MessageRow | AttemptRow {
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
