/** A history in memory: messages by channel and hour, as the table's index has them, and open dead letters by their keys. */
import type { Message } from '../../../contracts/message.ts';
import { deadLetterRow, MESSAGE_ROW, messageKey, perHour, timeKey } from '../../../contracts/tables/history.ts';
import type { HistoryReader } from '../../../functions/kit/history.ts';

export interface DeadLetter {
  readonly agent: string;
  readonly channel: string;
  readonly at: string;
}

export interface FakeHistory extends HistoryReader {
  /** How many queries of an index were made. */
  readonly queries: () => number;
}

export function fakeHistory(messages: readonly Message[], dead: readonly DeadLetter[] = []): FakeHistory {
  const byHour = Map.groupBy(messages, ({ channel, sentAt }) => perHour(channel, sentAt));
  const byKey = new Map(messages.map((message) => [messageKey(message.id), message]));
  let queries = 0;
  const none = (what: string) => async () => {
    throw new Error(`This history has no ${what}.`);
  };
  return {
    queries: () => queries,
    async keys(index, { partition, limit = Number.POSITIVE_INFINITY, from = '' }) {
      queries += 1;
      const keys =
        index === 'byDeadLetter'
          ? dead.map(({ agent, channel, at }) => ({
              pk: 'message#x',
              sk: deadLetterRow(agent, channel),
              at: timeKey(at, 'x'),
            }))
          : (byHour.get(partition) ?? []).map(({ id, sentAt }) => ({
              pk: messageKey(id),
              sk: MESSAGE_ROW,
              at: timeKey(sentAt, id),
            }));
      return keys
        .filter(({ at }) => at >= from)
        .sort((one, other) => (one.at < other.at ? -1 : 1))
        .slice(0, limit);
    },
    messages: async (keys) => keys.flatMap(({ pk }) => byKey.get(pk) ?? []),
    story: none('stories'),
    recorded: none('subscribers'),
    outcomes: none('outcomes'),
    deadLetters: none('rows of dead letters'),
  };
}
