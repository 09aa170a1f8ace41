/** Queries and scans: order, key conditions, pages, indexes, filters. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cloudWithMessages } from './tables.ts';

test('a partition is read in the order of its sort keys: by bytes, not by UTF-16 units', async () => {
  const { documents } = await cloudWithMessages();
  const inOrder = ['', 'A', 'Aa', 'B', 'a', 'é', '\uff5e', '😀'].slice(1);
  for (const sk of [...inOrder].reverse()) await documents.put({ TableName: 'messages', Item: { pk: 'a', sk } });
  await documents.put({ TableName: 'messages', Item: { pk: 'other', sk: 'A' } });
  const ask = { TableName: 'messages', KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: { ':a': 'a' } };
  const forward = await documents.query(ask);
  const backward = await documents.query({ ...ask, ScanIndexForward: false });
  expect(forward.Items?.map(({ sk }) => sk)).toEqual(inOrder);
  expect(backward.Items?.map(({ sk }) => sk)).toEqual([...inOrder].reverse());
});

test('numbers sort by value, and every key condition selects what it says', async () => {
  const { documents } = await cloudWithMessages();
  const numbers = fc.sample(
    fc.oneof(
      fc.integer({ min: -1000, max: 1000 }),
      fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((n) => Number(n.toFixed(5))),
      fc.constant(0),
    ),
    { numRuns: 60, seed: 7 },
  );
  for (const [n, at] of numbers.entries()) {
    await documents.put({ TableName: 'messages', Item: { pk: `${n}`, sk: 'x', status: 'open', at } });
  }
  const select = async (condition: string, values: object) => {
    const { Items = [] } = await documents.query({
      TableName: 'messages',
      IndexName: 'by-status',
      KeyConditionExpression: `#s = :open AND #at ${condition}`,
      ExpressionAttributeNames: { '#s': 'status', '#at': 'at' },
      ExpressionAttributeValues: { ':open': 'open', ...values },
    });
    return Items.map(({ at }) => at as number);
  };
  const sorted = numbers.map((n) => n + 0).sort((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[20], sorted[40]];
  const cases: [string, (n: number) => boolean][] = [
    ['< :low', (n) => n < low],
    ['<= :low', (n) => n <= low],
    ['> :low', (n) => n > low],
    ['>= :low', (n) => n >= low],
    ['= :low', (n) => n === low],
  ];
  for (const [condition, fits] of cases) {
    expect(await select(condition, { ':low': low }), condition).toEqual(sorted.filter(fits));
  }
  expect(await select('BETWEEN :low AND :high', { ':low': low, ':high': high })).toEqual(
    sorted.filter((n) => n >= low && n <= high),
  );
});

test('pages follow each other without a gap, by limit and by size, in the table and in an index', async () => {
  const { documents } = await cloudWithMessages();
  const title = 'x'.repeat(60_000);
  for (let n = 0; n < 40; n++) {
    const sk = `${n}`.padStart(3, '0');
    await documents.put({ TableName: 'messages', Item: { pk: 'a', sk, status: 'open', at: n % 3, title } });
  }
  const read = async (more: object) => {
    const sizes: number[] = [];
    const seen: unknown[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await documents.query({ TableName: 'messages', ...more, ExclusiveStartKey } as never);
      sizes.push(page.Count ?? 0);
      seen.push(...(page.Items ?? []).map(({ sk }) => sk));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return { sizes, seen };
  };
  const table = { KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: { ':a': 'a' } };
  const index = {
    IndexName: 'by-status',
    KeyConditionExpression: '#s = :a',
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: { ':a': 'open' },
  };
  const bySize = await read(table);
  expect(bySize.sizes).toEqual([18, 18, 4]);
  expect(new Set(bySize.seen).size).toBe(40);
  expect((await read({ ...table, Limit: 15 })).sizes).toEqual([15, 15, 10]);
  const ofIndex = await read({ ...index, Limit: 7, ScanIndexForward: false });
  expect(ofIndex.seen).toHaveLength(40);
  expect(new Set(ofIndex.seen).size).toBe(40);
});

test('an index sees what is projected into it, and loses items that lose its key', async () => {
  const { documents } = await cloudWithMessages();
  const Item = { pk: 'a', sk: '1', status: 'open', at: 1, title: 'seen', secret: 'not seen' };
  await documents.put({ TableName: 'messages', Item });
  const ask = {
    TableName: 'messages',
    IndexName: 'by-status',
    KeyConditionExpression: '#s = :s',
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: { ':s': 'open' },
  };
  const { secret: _, ...projected } = Item;
  expect((await documents.query(ask)).Items).toEqual([projected]);
  await documents.update({
    TableName: 'messages',
    Key: { pk: 'a', sk: '1' },
    UpdateExpression: 'REMOVE #s',
    ExpressionAttributeNames: { '#s': 'status' },
  });
  expect((await documents.query(ask)).Items).toEqual([]);
});

test('a filter counts what it looked at, and a parallel scan sees every item once', async () => {
  const { documents } = await cloudWithMessages();
  for (let n = 0; n < 30; n++) await documents.put({ TableName: 'messages', Item: { pk: `${n}`, sk: 'x', n } });
  const filtered = await documents.scan({
    TableName: 'messages',
    FilterExpression: 'n < :ten AND NOT contains(pk, :two)',
    ExpressionAttributeValues: { ':ten': 10, ':two': '2' },
  });
  expect([filtered.Count, filtered.ScannedCount]).toEqual([9, 30]);
  const segments = await Promise.all(
    [0, 1, 2, 3].map((Segment) => documents.scan({ TableName: 'messages', Segment, TotalSegments: 4 })),
  );
  const seen = segments.flatMap(({ Items = [] }) => Items.map(({ n }) => n as number));
  expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n));
});
