/** Calls that nothing happens to: what is told of them, what is kept, what they cost. */
import { expect, test } from 'vitest';
import { keptCalls, labLogs, measured } from './kept.ts';
import { useLab } from './kit.ts';

const lab = useLab();

test.each(['ollama:plain', 'openai-compatible:gpt-4o-mini'])('a question to %s is asked once', async (model) => {
  const { use, ask, server } = lab();
  const paid = server.paid().length;
  await use([model]);
  const { answers, told, calls } = await ask({ topic: 'Tea' });
  expect(told).toEqual([`attempted ${model.slice(model.indexOf(':') + 1)} #1`]);
  expect(answers).toMatchObject([
    { value: { verdict: 'Tea is fine.', sure: 0.5 }, model, reason: 'stop', truncated: false },
  ]);
  expect(calls).toMatchObject([
    { agent: 'lab.thinker', model, prompt: { id: 'lab/verdict', version: 1 }, outcome: 'answered', retries: 0 },
  ]);
  const [{ usage, costNanoUsd, firstTokenMs = -1, totalMs }] = calls as [(typeof calls)[number]];
  expect(usage.inputTokens).toBeGreaterThan(50);
  expect(usage.estimated).toBeUndefined();
  // gpt-4o-mini: 0.15 and 0.60 dollars for a million tokens.
  expect(costNanoUsd).toBe(model.startsWith('ollama') ? 0 : usage.inputTokens * 150 + usage.outputTokens * 600);
  expect(firstTokenMs).toBeGreaterThan(0);
  expect(totalMs).toBeGreaterThanOrEqual(firstTokenMs);
  expect(server.paid()).toHaveLength(paid + 1);
});

test('a provider that is not asked to stream answers the same', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:whole'], { LLM_STREAM_RESPONSES: 'false' });
  const { answers, told } = await ask({ topic: 'Tea', shown: true });
  expect(told).toEqual(['attempted whole #1']);
  expect(answers).toMatchObject([{ value: { verdict: 'Tea is fine.', sure: 0.5 } }]);
  expect(server.requests.at(-1)).toMatchObject({ stream: false, outcome: 'completed' });
});

test('several questions of one message are kept each by itself', async () => {
  const { use, ask } = lab();
  await use(['ollama:several']);
  const { answers, calls } = await ask({ topic: 'Tea', form: 'essay', times: 3 });
  expect(answers).toHaveLength(3);
  expect(calls.map(({ outcome, prompt }) => [outcome, prompt?.id])).toEqual([
    ['answered', 'lab/essay'],
    ['answered', 'lab/essay'],
    ['answered', 'lab/essay'],
  ]);
});

test('an answer that is ended early ends the provider’s request too', async () => {
  const { use, ask, server } = lab();
  await use(['ollama:early']);
  server.fail([{ kind: 'endless' }]);
  const { answers, told, calls } = await ask({ topic: 'Tea', form: 'essay', stopAfter: 60 });
  expect(told).toEqual(['attempted early #1']);
  expect(answers).toMatchObject([{ reason: 'aborted', value: expect.stringMatching(/^(and so on, ){6}$/) }]);
  expect(calls).toMatchObject([{ outcome: 'aborted', usage: { estimated: true } }]);
  await server.until((requests) => requests.at(-1)?.outcome === 'aborted');
});

test('who remembers is asked once for the same; the answer that is given again costs nothing', async () => {
  const { use, ask, server } = lab();
  await use(['openai-compatible:gpt-4o']);
  const before = server.requests.length;
  const first = await ask({ topic: 'Tea' }, 'rememberer');
  const again = await ask({ topic: 'Tea' }, 'rememberer');
  const other = await ask({ topic: 'Coffee' }, 'rememberer');
  const stranger = await ask({ topic: 'Tea' }, 'thinker');
  expect([first, again, other, stranger].map(({ told }) => told)).toEqual([
    ['attempted gpt-4o #1'],
    ['cache-hit gpt-4o'],
    ['attempted gpt-4o #1'],
    ['attempted gpt-4o #1'],
  ]);
  expect(again.answers).toMatchObject([{ value: { verdict: 'Tea is fine.' }, costNanoUsd: 0 }]);
  expect(first.calls[0]?.costNanoUsd).toBeGreaterThan(0);
  expect(again.calls[0]?.costNanoUsd).toBe(0);
  expect(server.requests).toHaveLength(before + 3);
});

test('calls are counted by agent and model', async () => {
  const { use, ask, server, stage } = lab();
  await use(['ollama:counted'], { LLM_MAX_RETRIES: '1' });
  server.fail(['ok', { kind: '500' }, 'ok', { kind: '401' }]);
  await ask({ topic: 'Tea', times: 3 });
  const by = { agent: 'lab.thinker', model: 'ollama:counted' };
  const names = ['ModelCalls', 'ModelFailures', 'ModelRetries', 'ModelCostUsd', 'ModelTruncations', 'ModelCacheHits'];
  const counted = await Promise.all(names.map(async (name) => [name, await measured(stage, name, by)]));
  expect(Object.fromEntries(counted)).toEqual({
    ...{ ModelCalls: 3, ModelFailures: 1, ModelRetries: 1 },
    ...{ ModelCostUsd: 0, ModelTruncations: 0, ModelCacheHits: 0 },
  });
  expect(await measured(stage, 'ModelInputTokens', by)).toBeGreaterThan(200);
});

test('no word of a question or an answer is in a log, or in what is kept of a call', async () => {
  const { use, send, ask, server, stage } = lab();
  await use(['ollama:discreet'], { LLM_MAX_RETRIES: '0' });
  server.fail([
    'ok',
    ...([
      { kind: 'text', text: 'No verdict on Marzipan.' },
      { kind: 'text', text: 'Marzipan again.' },
    ] as const),
    ...([{ kind: 'cut', afterChunks: 1 }, { kind: 'garbage' }, { kind: 'content-filter', at: 'request' }] as const),
    ...([{ kind: '500' }, { kind: '401' }] as const),
  ]);
  const { answers, calls, id } = await ask({ topic: 'Marzipan', times: 7 });
  expect(answers.map((answer) => ('code' in answer ? answer.code : answer.reason))).toEqual([
    ...['stop', 'InvalidOutput', 'ConnectionFailed', 'Garbled', 'ContentFiltered', 'ProviderFailed', 'NotAuthorised'],
  ]);
  server.fail([{ kind: '401' }]);
  const failing = await send({ topic: 'Marzipan', throws: true });
  await stage.quiet();
  expect(await keptCalls(stage, failing)).toHaveLength(1);
  const lines = await labLogs(stage, ['thinker']);
  expect(lines.filter((line) => line.includes('NotAuthorised'))).not.toEqual([]);
  expect(lines.filter((line) => line.includes('Marzipan'))).toEqual([]);
  expect(JSON.stringify([calls, await keptCalls(stage, id)])).not.toContain('Marzipan');
});
