/** The ledger as a stream: from a record on, resumed, with what was missed told; a slow reader costs nothing. */
import { get, type IncomingMessage } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { testCloud } from '../../kit/cloud.ts';

const note = (cloud: LocalCloud, resource: string) =>
  cloud.engine.traces.add({ service: 'test', action: 'note', resource, outcome: 'ok' });

function open(cloud: LocalCloud, path: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = get(`${cloud.url}${path}`, { headers }, (stream) => resolve(stream.on('error', () => undefined)));
    asked.on('error', reject);
    onTestFinished(() => void asked.destroy());
  });
}

interface Told {
  readonly traces: readonly { readonly id?: number; readonly resource?: string; readonly gap?: object }[];
  readonly last: number;
}

const now = async (cloud: LocalCloud, since: number): Promise<Told> =>
  (await fetch(`${cloud.url}/_local/traces?since=${since}&wait=false`)).json() as Promise<Told>;

/** The next lines of a stream, empty ones and comments left out. */
async function* linesOf(stream: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '' && !line.startsWith(':'));
  }
}

async function take(lines: AsyncGenerator<string>, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) taken.push((await lines.next()).value);
  return taken;
}

test('server-sent events: what is there behind the id, and then what comes', async () => {
  const cloud = await testCloud();
  const since = cloud.engine.traces.last;
  note(cloud, 'one');
  const stream = await open(cloud, `/_local/traces?since=${since}`);
  expect(stream.headers['content-type']).toBe('text/event-stream');
  const lines = linesOf(stream);
  const [id, data] = await take(lines, 2);
  expect([id, JSON.parse(data?.replace('data: ', '') ?? '')]).toEqual([
    `id: ${since + 1}`,
    expect.objectContaining({ id: since + 1, service: 'test', resource: 'one', outcome: 'ok' }),
  ]);
  note(cloud, 'two');
  expect(await take(lines, 2)).toEqual([`id: ${since + 2}`, expect.stringContaining('"resource":"two"')]);
});

test('a reader that comes back says where it was', async () => {
  const cloud = await testCloud();
  for (const name of ['one', 'two', 'three']) note(cloud, name);
  const stream = await open(cloud, '/_local/traces?since=0', { 'last-event-id': `${cloud.engine.traces.last - 1}` });
  expect(await take(linesOf(stream), 2)).toEqual([expect.any(String), expect.stringContaining('"resource":"three"')]);
});

test('lines of JSON for those who accept them', async () => {
  const cloud = await testCloud();
  const since = cloud.engine.traces.last;
  const stream = await open(cloud, `/_local/traces?since=${since}`, { accept: 'application/x-ndjson' });
  expect(stream.headers['content-type']).toBe('application/x-ndjson');
  note(cloud, 'one');
  const [line] = await take(linesOf(stream), 1);
  expect(JSON.parse(line ?? '')).toMatchObject({ id: since + 1, resource: 'one' });
});

test('what is there now, without waiting', async () => {
  const cloud = await testCloud();
  const since = cloud.engine.traces.last;
  for (let n = 0; n < 1_200; n++) note(cloud, `${n}`);
  const { traces, last } = await now(cloud, since);
  expect([traces.length, traces[0]?.resource, last]).toEqual([1_200, '0', since + 1_200]);
});

test('what left the window, or belongs to an earlier run, is a gap', async () => {
  const cloud = await testCloud();
  for (let n = 0; n < 21_000; n++) note(cloud, `${n}`);
  const { last } = cloud.engine.traces;
  const { traces } = await now(cloud, 10);
  expect(traces[0]).toEqual({ gap: { from: 11, to: last - 20_000 } });
  expect(traces[1]?.id).toBe(last - 20_000 + 1);
  const lines = linesOf(await open(cloud, `/_local/traces?since=${last + 50}`));
  expect(await take(lines, 2)).toEqual(['event: gap', `data: {"from":${last + 51},"to":${last + 50}}`]);
});

test('a reader that does not read misses records, is told which, and holds nothing up', async () => {
  const cloud = await testCloud();
  const stream = await open(cloud, `/_local/traces?since=${cloud.engine.traces.last}`, {
    accept: 'application/x-ndjson',
  });
  stream.pause();
  const wide = 'x'.repeat(1_000);
  for (let round = 0; round < 60; round++) {
    for (let n = 0; n < 1_000; n++) note(cloud, wide);
    await new Promise(setImmediate); // the stream has its turn
  }
  note(cloud, 'the end');
  const { last } = cloud.engine.traces;
  let seen = 0;
  let missed = 0;
  for await (const line of linesOf(stream)) {
    const value = JSON.parse(line);
    if (value.gap) missed += value.gap.to - value.gap.from + 1;
    else seen += 1;
    if (value.resource === 'the end') break;
  }
  expect(missed).toBeGreaterThan(0);
  expect(seen + missed).toBe(60_001);
  expect(last).toBeGreaterThan(60_000);
});

test('a reader that goes leaves nothing behind, and the cloud can end while one reads', async () => {
  const cloud = await testCloud();
  const stream = await open(cloud, '/_local/traces');
  stream.destroy();
  const other = await open(cloud, '/_local/traces');
  const ended = new Promise((resolve) => other.once('close', resolve));
  await cloud.close();
  await ended;
});

test('a reader does not keep time from skipping', async () => {
  const cloud = await testCloud({ clock: 'skip' });
  await open(cloud, '/_local/traces');
  const fired = new Promise<void>((resolve) => {
    cloud.engine.clock.at(cloud.engine.clock.now() + 3 * 86_400_000, resolve);
  });
  await fired;
  expect(await (await fetch(`${cloud.url}/_local/`)).json()).toMatchObject({ clock: { mode: 'skip' } });
});
