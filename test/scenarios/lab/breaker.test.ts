/** A model that does not answer is left alone for a while, by everybody, and taken back step by step. */
import { expect, test } from 'vitest';
import { type Lab, useLab } from './kit.ts';
import { measured } from './kept.ts';

const lab = useLab({ inParallel: true });
const OPEN_MS = 60_000;
const ONCE = { LLM_MAX_RETRIES: '0' };

/** Fails until the breaker is open. */
async function openBreaker({ ask, server }: Lab): Promise<readonly string[]> {
  server.fail(() => ({ kind: '500' }));
  const { told } = await ask({ topic: 'Tea', times: 5 });
  server.fail([]);
  return told;
}

/** What was told about a model's breaker, in time order. */
async function announced({ stage }: Lab, model: string): Promise<string[]> {
  const told = (await stage.history()).flatMap(({ message: { type, channel, payload } }) => {
    const change = payload as { model: string; from: string; to: string; by: string; at: string };
    return type === 'platform.model.breaker' && change.model === model ? [{ channel, ...change }] : [];
  });
  return told
    .sort((a, b) => a.at.localeCompare(b.at))
    .map(({ channel, from, to, by }) => `${channel}: ${from} to ${to} by ${by}`);
}

test('it opens after five failures, refuses, lets one probe at a time through, and closes after three', async () => {
  const { use, ask, server, stage } = lab();
  await use(['ollama:ailing'], ONCE);
  const failure = ['attempted ailing #1', 'failed ailing #1 ProviderFailed'];
  const given = 'retry refused because attempts';
  expect(await openBreaker(lab())).toEqual([
    ...Array.from({ length: 4 }, () => [...failure, given]).flat(),
    ...[...failure, 'breaker ailing closed to open', given],
  ]);
  const asked = server.requests.length;
  const refused = await ask({ topic: 'Tea' });
  expect([refused.told, refused.answers]).toEqual([['refused ailing BreakerOpen'], [{ code: 'BreakerOpen' }]]);
  expect(server.requests).toHaveLength(asked);

  await stage.pass(OPEN_MS);
  expect((await ask({ topic: 'Tea' })).told).toEqual(['breaker ailing open to half-open', 'attempted ailing #1']);
  expect((await ask({ topic: 'Tea' })).told).toEqual(['attempted ailing #1']);
  await stage.pass(1_000);
  expect((await ask({ topic: 'Tea' })).told).toEqual(['attempted ailing #1', 'breaker ailing half-open to closed']);
  expect((await ask({ topic: 'Tea' })).told).toEqual(['attempted ailing #1']);
  expect(await announced(lab(), 'ollama:ailing')).toEqual([
    'system.models: closed to open by lab.thinker',
    'system.models: open to half-open by lab.thinker',
    'system.models: half-open to closed by lab.thinker',
  ]);
  expect(await measured(stage, 'ModelBreaker', { model: 'ollama:ailing' })).toBe(3);
});

test('a probe that fails opens it again', async () => {
  const { use, ask, server, stage } = lab();
  await use(['ollama:relapsing'], ONCE);
  await openBreaker(lab());
  await stage.pass(OPEN_MS);
  server.fail([{ kind: '500' }]);
  expect((await ask({ topic: 'Tea' })).told).toEqual([
    'breaker relapsing open to half-open',
    'attempted relapsing #1',
    'failed relapsing #1 ProviderFailed',
    'breaker relapsing half-open to open',
    'retry refused because attempts',
  ]);
  expect((await ask({ topic: 'Tea' })).told).toEqual(['refused relapsing BreakerOpen']);
});

test('all functions share it, and one probes at a time', async () => {
  const { use, ask, send, result, server, stage } = lab();
  await use(['ollama:shared'], ONCE);
  await openBreaker(lab());
  expect((await ask({ topic: 'Tea' }, 'rememberer')).told).toEqual(['refused shared BreakerOpen']);
  await stage.pass(OPEN_MS);
  const gate = Promise.withResolvers<void>();
  server.fail([{ kind: 'hold', until: gate.promise }]);
  const asked = server.requests.length;
  const probe = await send({ topic: 'Tea' });
  await server.until(({ length }) => length === asked + 1);
  const other = await send({ topic: 'Coffee' }, 'rememberer');
  await stage.until(async () => (await stage.history()).find(({ message }) => message.causationId === other));
  gate.resolve();
  expect((await result(probe)).told).toEqual(['breaker shared open to half-open', 'attempted shared #1']);
  expect((await result(other)).told).toEqual(['refused shared BreakerOpen']);
});

test('a 429 is no outage', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:strict'], ONCE);
  server.fail(() => ({ kind: '429' }));
  await ask({ topic: 'Tea', times: 6 });
  server.fail([]);
  expect((await ask({ topic: 'Tea' })).told).toEqual(['attempted strict #1']);
});

test('while it is open, the next model answers', async () => {
  const { use, ask } = lab();
  await use(['ollama:absent'], ONCE);
  await openBreaker(lab());
  await use(['ollama:absent', 'ollama:present'], ONCE);
  const { answers, told } = await ask({ topic: 'Tea' });
  expect(told).toEqual([
    'refused absent BreakerOpen',
    'fell back from absent to present BreakerOpen',
    'attempted present #1',
  ]);
  expect(answers).toMatchObject([{ model: 'ollama:present', value: { verdict: 'Tea is fine.' } }]);
});
