/** Answers that are not what was asked for: each has one clear outcome. */
import { expect, test } from 'vitest';
import type { Fault } from '../../kit/model-server/faults.ts';
import { useLab } from './kit.ts';

const lab = useLab();
const PATIENT = { LLM_CIRCUIT_BREAKER_THRESHOLD: '1000' };

const broken: readonly (readonly [name: string, fault: Fault])[] = [
  ['JSON of another schema', { kind: 'wrong-json' }],
  ['a figure out of its range', { kind: 'text', text: '{"verdict":"fine","sure":7}' }],
  ['another language', { kind: 'text', text: 'Der Tee ist gut, und ich bin mir ziemlich sicher.' }],
  ['half of the JSON', { kind: 'text', text: '{"verdict":"fi' }],
  ['nothing', { kind: 'empty' }],
];

test.each(broken)('%s is repaired in one more round', async (_, fault) => {
  const { use, ask, server } = lab();
  await use(['ollama:mending'], PATIENT);
  server.fail([fault]);
  const { answers, told, calls } = await ask({ topic: 'Tea' });
  expect(told).toEqual(['attempted mending #1', 'repaired mending', 'attempted mending #1']);
  expect(answers).toMatchObject([{ value: { verdict: 'Tea is fine.', sure: 0.5 } }]);
  expect(calls).toMatchObject([{ outcome: 'answered' }]);
});

test.each(broken)('%s twice is an error, and no third round', async (_, fault) => {
  const { use, ask, server } = lab();
  await use(['ollama:beyond-mending', 'ollama:never-asked'], PATIENT);
  server.fail(() => fault);
  const { answers, told } = await ask({ topic: 'Tea' });
  expect(told).toEqual(['attempted beyond-mending #1', 'repaired beyond-mending', 'attempted beyond-mending #1']);
  const code = typeof fault === 'object' && fault.kind === 'empty' ? 'EmptyOutput' : 'InvalidOutput';
  expect(answers).toEqual([{ code }]);
});

test('JSON in a fence, with words before it, is read', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:talkative']);
  server.fail([{ kind: 'text', text: 'Here you are:\n```json\n{"verdict": "good", "sure": 1}\n```' }]);
  const { answers, told } = await ask({ topic: 'Tea' });
  expect(told).toEqual(['attempted talkative #1']);
  expect(answers).toMatchObject([{ value: { verdict: 'good', sure: 1 } }]);
});

test('free text in another language is an answer', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:foreign']);
  server.fail([{ kind: 'text', text: 'お茶はとても良いです。' }]);
  const { answers, told } = await ask({ topic: 'Tea', form: 'essay' });
  expect(told).toEqual(['attempted foreign #1']);
  expect(answers).toMatchObject([{ value: 'お茶はとても良いです。', reason: 'stop' }]);
});

test('an answer without end is ended here', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:endless']);
  server.fail([{ kind: 'endless' }]);
  const { answers, told, calls } = await ask({ topic: 'Tea', form: 'essay' });
  expect(told).toEqual(['attempted endless #1']);
  expect(answers).toMatchObject([{ reason: 'length' }]);
  // The prompt allows 400 tokens; twice as many, as they are counted here, are believed.
  expect(calls[0]?.usage.outputTokens).toBeGreaterThan(400);
  expect(calls[0]?.usage.outputTokens).toBeLessThan(900);
  await server.until((requests) => requests.at(-1)?.outcome === 'aborted');
});

const absurd = [
  { inputTokens: -5, outputTokens: -7 },
  { inputTokens: 9e15, outputTokens: 9e15 },
  { inputTokens: 0.5, outputTokens: 1e308 },
];

test.each(absurd)('figures of usage that cannot be are not believed: %o', async (usage) => {
  const { use, ask, server } = lab();
  await use(['openai-compatible:gpt-4o'], PATIENT);
  const { calls: honest } = await ask({ topic: 'Tea' });
  server.fail([{ kind: 'absurd-usage', usage }]);
  const { answers, calls } = await ask({ topic: 'Tea' });
  expect(answers).toMatchObject([{ value: { verdict: 'Tea is fine.' } }]);
  const [told] = calls;
  expect(told?.usage.estimated).toBe(true);
  expect(told?.usage.outputTokens).toBe(honest[0]?.usage.outputTokens);
  expect(told?.costNanoUsd).toBeGreaterThan(0);
  expect(told?.costNanoUsd).toBeLessThan((honest[0]?.costNanoUsd ?? 0) * 3);
});

test('without figures of usage it is counted here', async () => {
  const { use, ask, server } = lab();
  await use(['openai-compatible:gpt-4o'], PATIENT);
  server.fail([{ kind: 'no-usage' }]);
  const { calls } = await ask({ topic: 'Tea' });
  expect(calls[0]?.usage).toMatchObject({ estimated: true, outputTokens: 14 });
});

test('what the content filter stops is told as that, and not repaired', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:filtered', 'ollama:never-asked']);
  server.fail([{ kind: 'content-filter' }]);
  const { answers, told, calls } = await ask({ topic: 'Tea' });
  expect(told).toEqual(['attempted filtered #1']);
  expect(answers).toEqual([{ code: 'ContentFiltered' }]);
  expect(calls).toMatchObject([{ outcome: 'failed', code: 'ContentFiltered' }]);
});
