/** The messages of an execution among its transitions, which mostly outnumber them. */
import { expect, test } from 'vitest';
import type { Message } from '../../../contracts/message.ts';
import { MESSAGE_ROW, messageKey, timeKey } from '../../../contracts/tables/history.ts';
import { readConversation } from '../../../functions/api/executions/messages.ts';
import type { IndexQuery } from '../../../functions/kit/history.ts';
import { message } from '../kit/fakes.ts';

const NAME = { workflow: 'packing', name: 'one' };
const id = (i: number): string => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;

/** @param types of messages, oldest first, each a second after the one before */
function conversation(types: readonly string[]) {
  const sent = types.map((type, i) =>
    message({ id: id(i), type, sentAt: new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString() }),
  );
  const byKey = new Map<string, Message>(sent.map((one) => [messageKey(one.id), one]));
  const rows = sent.map((one) => ({ pk: messageKey(one.id), sk: MESSAGE_ROW, at: timeKey(one.sentAt, one.id) }));
  let queries = 0;
  const history = {
    keys: async (index: string, { partition, newestFirst, limit, after }: IndexQuery) => {
      expect([index, partition, newestFirst]).toEqual(['byConversation', 'workflow:packing:one', true]);
      queries += 1;
      return rows
        .toReversed()
        .filter(({ at }) => after === undefined || at < after)
        .slice(0, limit);
    },
    messages: async (keys: readonly { pk: string }[]) => keys.flatMap(({ pk }) => byKey.get(pk) ?? []),
  };
  const read = async () => {
    const { messages, truncated } = await readConversation(history, NAME);
    return { ids: messages.map((one) => one.id), truncated };
  };
  return { read, queries: () => queries };
}

const moved = (n: number): string[] => Array.from({ length: n }, () => 'platform.workflow.moved');
const told = (n: number): string[] => Array.from({ length: n }, () => 'shop.parcel.taken');

test('what was sent before and after thousands of transitions is found, oldest first', async () => {
  const { read, queries } = conversation([...told(1), ...moved(5_000), ...told(2), ...moved(3_000)]);
  expect(await read()).toEqual({ ids: [id(0), id(5_001), id(5_002)], truncated: false });
  expect(queries()).toBe(5);
});

test('of 2,001 messages the last 2,000 are shown, and that there are more is said; of 2,000, all', async () => {
  const { ids, truncated } = await conversation([...told(2), ...moved(100), ...told(1_999)]).read();
  expect([ids.length, ids[0], ids.at(-1), truncated]).toEqual([2_000, id(1), id(2_100), true]);
  const all = await conversation([...moved(100), ...told(2_000)]).read();
  expect([all.ids.length, all.truncated]).toEqual([2_000, false]);
  expect(await conversation([]).read()).toEqual({ ids: [], truncated: false });
});

test('it reads no further than twenty pages, and says that it left some', async () => {
  const { read, queries } = conversation([...told(1), ...moved(20 * 2_000), ...told(1)]);
  expect(await read()).toEqual({ ids: [id(40_001)], truncated: true });
  expect(queries()).toBe(20);
});
