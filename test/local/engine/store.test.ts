/** The durable store: order and ranges, restarts, torn and refused groups, directories in use, kill -9. */
import { spawn } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore, type Store } from '../../../local/engine/store.ts';
import { dataDirectory } from '../../kit/cloud.ts';

function opened(directory?: string): Store {
  const store = openStore(directory);
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= store.close();
    return closed;
  };
  onTestFinished(close);
  return { collection: (name) => store.collection(name), durable: () => store.durable(), close };
}

const MEGABYTE = 1024 * 1024;
const key = (n: number): string => String(n).padStart(8, '0');

describe.each(['in memory', 'in a directory'])('a store %s', (kind) => {
  const open = () => opened(kind === 'in memory' ? undefined : dataDirectory());

  test('gives what was put last, and nothing of what was deleted', () => {
    const items = open().collection<{ n: number }>('items');
    items.put('a', { n: 1 });
    items.put('a', { n: 2 });
    items.put('b', { n: 3 });
    items.delete('b');
    expect([items.get('a'), items.get('b'), items.get('c')]).toEqual([{ n: 2 }, undefined, undefined]);
  });

  test('keeps collections apart', () => {
    const store = open();
    store.collection('one').put('k', 1);
    store.collection('two').put('k', 2);
    store.collection('one').clear();
    expect([store.collection('one').get('k'), store.collection('two').get('k')]).toEqual([undefined, 2]);
  });

  test('gives ranges in the order of UTF-8 bytes', () => {
    const items = open().collection<number>('items');
    for (const name of ['\u{1f600}', '\uffee', 'z', 'a', 'ab', 'b']) items.put(name, 0);
    const keys = (range: object) => items.entries(range).map(([name]) => name);
    expect(keys({})).toEqual(['a', 'ab', 'b', 'z', '\uffee', '\u{1f600}']);
    expect(keys({ from: 'ab', to: 'z' })).toEqual(['ab', 'b']);
    expect(keys({ from: 'ab', limit: 2 })).toEqual(['ab', 'b']);
    expect(keys({ to: 'z', reverse: true, limit: 2 })).toEqual(['b', 'ab']);
  });
});

test('everything is there after a restart', async () => {
  const directory = dataDirectory();
  const before = opened(directory);
  before.collection('items').put('tab\tand\nline', 'value\twith\nboth');
  before.collection('other').put('k', [1, { deep: true }]);
  await before.close();
  const after = opened(directory);
  expect(after.collection('items').entries()).toEqual([['tab\tand\nline', 'value\twith\nboth']]);
  expect(after.collection('other').get('k')).toEqual([1, { deep: true }]);
});

test('reads see the same through restarts and any writes', async () => {
  const name = fc.constantFrom('a', 'b', 'bb', 'c', 'é', '\uffee', '\u{1f600}');
  const step = fc.oneof(
    fc.record({ do: fc.constant('put'), name, value: fc.nat(9) }),
    fc.record({ do: fc.constant('delete'), name, value: fc.constant(0) }),
    fc.record({ do: fc.constantFrom('clear', 'restart'), name: fc.constant(''), value: fc.constant(0) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), name, fc.boolean(), async (steps, from, reverse) => {
      const directory = dataDirectory();
      const memory = openStore();
      let disk = openStore(directory);
      for (const { do: act, name: at, value } of steps) {
        if (act === 'restart') {
          await disk.close();
          disk = openStore(directory);
        }
        for (const items of [memory.collection('items'), disk.collection('items')]) {
          if (act === 'put') items.put(at, value);
          else if (act === 'delete') items.delete(at);
          else if (act === 'clear') items.clear();
        }
      }
      for (const range of [{}, { from, reverse }, { to: from, reverse, limit: 2 }])
        expect(disk.collection('items').entries(range)).toEqual(memory.collection('items').entries(range));
      await disk.close();
    }),
    { numRuns: 40 },
  );
});

test('more than a journal holds goes to the table, and reads do not notice', async () => {
  const directory = dataDirectory();
  const store = opened(directory);
  const items = store.collection<string>('items');
  for (let n = 0; n < 60; n++) {
    items.put(key(n), `${n} ${'x'.repeat(MEGABYTE)}`);
    if (n % 2 === 1) items.delete(key(n - 1));
    await store.durable();
    if (n % 10 === 9) expect(items.entries().map(([name]) => name)).toHaveLength((n + 1) / 2);
  }
  await store.close();
  const tables = readdirSync(directory).filter((file) => file.startsWith('cloud.sqlite'));
  expect(tables.reduce((sum, file) => sum + statSync(join(directory, file)).size, 0)).toBeGreaterThan(4 * MEGABYTE);
  const kept = opened(directory).collection<string>('items').entries();
  expect(kept.map(([name, value]) => [name, value.split(' ')[0]])).toEqual(
    Array.from({ length: 30 }, (_, i) => [key(2 * i + 1), String(2 * i + 1)]),
  );
});

test('a group that is torn is as if it had never been written', async () => {
  const directory = dataDirectory();
  const store = opened(directory);
  const items = store.collection<number>('items');
  items.put('first', 1);
  await store.durable();
  items.put('second', 2);
  items.put('third', 3);
  await store.close();
  const file = join(directory, 'journal-1');
  truncateSync(file, readFileSync(file).length - 3);
  const again = opened(directory);
  expect(again.collection('items').entries()).toEqual([['first', 1]]);
  again.collection('items').put('fourth', 4);
  await again.close();
  appendFileSync(join(directory, 'journal-0'), '2 1 400 17\nrubbish');
  expect(opened(directory).collection('items').entries()).toEqual([
    ['first', 1],
    ['fourth', 4],
  ]);
});

test('a directory belongs to one process at a time', async () => {
  const directory = dataDirectory();
  const store = opened(directory);
  expect(() => openStore(directory)).toThrow(
    `Data directory ${directory} is in use by process ${process.pid}. Stop that process or name another directory.`,
  );
  await store.close();
  await opened(directory).durable();
});

test('a newer format is refused, and the directory is left alone', async () => {
  const directory = dataDirectory();
  await opened(directory).close();
  const database = new DatabaseSync(join(directory, 'cloud.sqlite'));
  database.exec('PRAGMA user_version=99');
  database.close();
  expect(() => openStore(directory)).toThrow(/has format 99, this version reads format 2. Use a newer Signalbox/);
});

const WRITER = new URL('./store-writer.ts', import.meta.url).pathname;

/** Runs the writer until it ends by itself or has acknowledged so many; gives the last number and what it said at the end. */
function runWriter(
  command: string,
  args: string[],
  killAfter: number,
): Promise<{ acknowledged: number; said: string }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let acknowledged = -1;
  let said = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (/^\d+$/.test(line)) acknowledged = Number(line);
    else said = line;
    if (acknowledged === killAfter) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.once('close', () => resolve({ acknowledged, said })));
}

function expectWhole(directory: string, acknowledged: number): void {
  const store = opened(directory);
  const left = store.collection('left').entries();
  const right = store.collection('right').entries();
  expect(right.length).toBeGreaterThan(acknowledged);
  expect(right.map(([name]) => name)).toEqual(right.map((_, n) => key(n)));
  expect(left.map(([name]) => name)).toEqual([key(right.length - 1)]); // the one before was deleted in the same group
}

test.each([
  [40, 100],
  [333, 2_000],
  [90, 400_000],
])('a process killed after %i groups has kept all of them, and none by half', async (groups, bytes) => {
  const directory = dataDirectory();
  const { acknowledged } = await runWriter(process.execPath, [WRITER, directory, String(bytes)], groups);
  expect(acknowledged).toBeGreaterThanOrEqual(groups);
  expectWhole(directory, acknowledged);
});

test('a disk that is full is told, and what was acknowledged stays', async () => {
  const directory = dataDirectory();
  const limited = `trap "" XFSZ; ulimit -f 2048; exec "$@"`; // no file beyond a megabyte
  const args = ['-c', limited, 'sh', process.execPath, WRITER, directory, '50000'];
  const { acknowledged, said } = await runWriter('sh', args, Number.POSITIVE_INFINITY);
  expect(said).toBe('refused EFBIG');
  expect(acknowledged).toBeGreaterThan(5);
  const store = opened(directory);
  expect(store.collection('right').get(key(acknowledged))).toBe('y');
  expect(
    store
      .collection('left')
      .entries()
      .map(([name]) => name),
  ).toEqual([key(acknowledged)]);
});
