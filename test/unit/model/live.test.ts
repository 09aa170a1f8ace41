/** Texts while they are written: which pieces become rows, and that nothing waits for them longer than it must. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { livePieceSchema } from '../../../contracts/tables/live.ts';
import { createLive } from '../../../functions/kit/model/live.ts';

const SUBJECT = {
  ...{ id: '01900000-0000-7000-8000-000000000001', agent: 'council.user' },
  conversation: 'workflow:debate:one',
};

/** Rows that were written; pauses end when the test says so. */
function openLive(fails: readonly number[] = []) {
  const rows: { from: number; text: string }[] = [];
  const pauses: (() => void)[] = [];
  let writes = 0;
  const client = {
    send: async (command: unknown) => {
      writes += 1;
      if (fails.includes(writes)) throw new Error('throttled');
      if (!(command instanceof PutItemCommand)) throw new Error('A piece is a row that is put.');
      const { from, text } = livePieceSchema.parse(unmarshall(command.input.Item ?? {}));
      rows.push({ from, text });
    },
  };
  const clock = {
    now: () => new Date('2026-01-31T12:00:00.000Z'),
    sleep: () => new Promise<void>((resolve) => pauses.push(resolve)),
  };
  const live = createLive(client as unknown as Parameters<typeof createLive>[0], 'history', clock)(SUBJECT);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    ...{ rows, live, settle },
    async pass() {
      pauses.shift()?.();
      await settle();
    },
  };
}

test('the first piece at once, then all that has come by the end of a pause, the rest at the end', async () => {
  const { rows, live, settle, pass } = openLive();
  live.write('On');
  await settle();
  live.write(' the');
  live.write(' one');
  await settle();
  expect(rows).toEqual([{ from: 0, text: 'On' }]);
  await pass();
  live.write(' hand');
  await live.end();
  expect(rows).toEqual([
    { from: 0, text: 'On' },
    { from: 2, text: ' the one' },
    { from: 10, text: ' hand' },
  ]);
  await pass();
  expect(rows).toHaveLength(3);
});

test('a piece that cannot be written goes with the next one; at the end it is given up', async () => {
  const { rows, live, settle, pass } = openLive([1, 3]);
  live.write('On');
  await settle();
  live.write(' the');
  await pass();
  expect(rows).toEqual([{ from: 0, text: 'On the' }]);
  live.write(' one');
  await live.end();
  expect(rows).toHaveLength(1);
});

test('nothing is written of an answer without text', async () => {
  const { rows, live } = openLive();
  await live.end();
  expect(rows).toEqual([]);
});
