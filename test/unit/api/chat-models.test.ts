/** Which models there are, and having Ollama install one. */
import { describe, expect, test } from 'vitest';
import { createModelsApi } from '../../../functions/api/models/models.ts';
import { ModelError } from '../../../functions/kit/model/port.ts';
import type { Ollama } from '../../../functions/kit/model/providers/ollama.ts';
import { fakeClock, fakeLog } from '../kit/fakes.ts';
import { caller } from './caller.ts';
import { debate, useChats } from './chat-world.ts';

const { open, tables } = useChats();

interface Listed {
  readonly models: readonly Record<string, unknown>[];
  readonly agents: readonly unknown[];
  readonly ollama?: string;
}

type Used = Pick<Ollama, 'list' | 'pull'>;

function ollama(more: Partial<Used> = {}): Used {
  return {
    list: async () => [
      { name: 'llama3.2:latest', bytes: 2_000_000_000, modifiedAt: '2026-01-01T00:00:00Z' },
      { name: 'qwen3:8b', bytes: 5_000_000_000, modifiedAt: '2026-01-02T00:00:00Z' },
    ],
    async *pull() {
      yield { status: 'pulling manifest' };
      yield { status: 'pulling abc', completedBytes: 5, totalBytes: 10 };
      yield { status: 'success' };
    },
    ...more,
  };
}
const known = (more: Partial<Used> = {}) => ({
  configured: ['ollama:llama3.2', 'bedrock:amazon.nova-lite-v1:0', 'bedrock:unheard'],
  named: ['offline:hope'],
  pricesUsd: { 'bedrock:unheard': { input: 1, output: 2 } },
  ollama: ollama(more),
  contextOf: async (model: string) => (model === 'ollama:qwen3:8b' ? 40_960 : undefined),
});
const withOllama = (more: Partial<Used> = {}) => open(known(more));
const list = async (more: Partial<Used> = {}) => {
  const { client, registry: table } = tables();
  const deps = { clock: fakeClock(), log: fakeLog(), client, table, known: known(more), systems: [debate] };
  return (await caller(createModelsApi(deps))('GET /v1/models', undefined, 'viewer')) as {
    status: number;
    body: Listed;
  };
};

test('models are told with provider, window and price, and whether they are set up or installed', async () => {
  const { status, body } = await list();
  expect(status).toBe(200);
  expect(body.models).toEqual([
    {
      ...{ model: 'ollama:llama3.2', provider: 'ollama', configured: true, contextTokens: 8192 },
      ...{ priceUsd: { input: 0, output: 0 }, installed: true, bytes: 2e9, modifiedAt: '2026-01-01T00:00:00Z' },
    },
    {
      ...{ model: 'bedrock:amazon.nova-lite-v1:0', provider: 'bedrock', configured: true, contextTokens: 300_000 },
      priceUsd: { input: 0.06, output: 0.24 },
    },
    {
      ...{ model: 'bedrock:unheard', provider: 'bedrock', configured: true, contextTokens: 8192 },
      priceUsd: { input: 1, output: 2 },
    },
    {
      ...{ model: 'offline:hope', provider: 'offline', configured: false, contextTokens: 100_000 },
      priceUsd: { input: 0, output: 0 },
    },
    {
      ...{ model: 'ollama:qwen3:8b', provider: 'ollama', configured: false, contextTokens: 40_960 },
      ...{ priceUsd: { input: 0, output: 0 }, installed: true, bytes: 5e9, modifiedAt: '2026-01-02T00:00:00Z' },
    },
  ]);
  expect(body.agents).toEqual([
    { agent: 'debate.sceptic', title: 'Sceptic' },
    { agent: 'debate.optimist', title: 'Optimist' },
  ]);
  expect(body.ollama).toBe('answers');
});

test('an Ollama that is down is told, and what is set up is told all the same', async () => {
  const { body } = await list({ list: () => Promise.reject(new ModelError('ConnectionFailed', 'x')) });
  expect([body.ollama, body.models[0]]).toEqual([
    'does not answer',
    expect.objectContaining({ model: 'ollama:llama3.2', configured: true }),
  ]);
  expect(body.models[0]).not.toHaveProperty('installed');
});

test('what Ollama has installed may be talked with, with or without its tag', async () => {
  const chat = withOllama();
  for (const [id, model] of [
    ['one', 'ollama:qwen3:8b'],
    ['two', 'ollama:llama3.2:latest'],
  ] as const)
    await chat.client(id, { body: { agent: 'debate.sceptic', model } }).say('Hi');
  expect(chat.calls.map(({ model }) => model)).toEqual(['ollama:qwen3:8b', 'ollama:llama3.2:latest']);
  await expect(
    chat.client('three', { body: { agent: 'debate.sceptic', model: 'ollama:absent' } }).say('Hi'),
  ).rejects.toThrow(/ollama:absent is not set up/);
});

describe('pulling', () => {
  const pull = (chat: ReturnType<typeof open>, model: string, key = 'sb_operator') =>
    chat.call('POST /v1/models/pull', { key, body: { model } });
  const frames = (wire: string) =>
    wire
      .trimEnd()
      .split('\n\n')
      .map((frame) => /^event: (.*)\ndata: (.*)$/.exec(frame)?.slice(1));

  test('tells how far it is, to the end', async () => {
    const asked: string[] = [];
    const chat = withOllama({
      async *pull(name) {
        asked.push(name);
        yield* ollama().pull(name, new AbortController().signal);
      },
    });
    const { status, headers, text } = await pull(chat, 'ollama:qwen3:4b');
    expect([status, headers.get('content-type'), asked]).toEqual([200, 'text/event-stream', ['qwen3:4b']]);
    const model = 'ollama:qwen3:4b';
    expect(frames(text)).toEqual([
      ['progress', JSON.stringify({ model, status: 'asked' })],
      ['progress', JSON.stringify({ model, status: 'pulling manifest' })],
      ['progress', JSON.stringify({ model, status: 'pulling abc', completedBytes: 5, totalBytes: 10 })],
      ['progress', JSON.stringify({ model, status: 'success' })],
      ['done', JSON.stringify({ model })],
    ]);
  });

  test('that fails says why', async () => {
    const chat = withOllama({
      // biome-ignore lint/correctness/useYield: it fails before it has anything to tell
      async *pull() {
        throw new ModelError('UnknownModel', 'Ollama knows no model nonsense to pull.');
      },
    });
    const { text } = await pull(chat, 'ollama:nonsense');
    expect(frames(text).at(-1)).toEqual([
      'failed',
      JSON.stringify({ model: 'ollama:nonsense', detail: 'Ollama knows no model nonsense to pull.' }),
    ]);
  });

  test('ends when the client leaves', async () => {
    const signals: AbortSignal[] = [];
    const chat = withOllama({
      async *pull(_, signal) {
        signals.push(signal);
        yield { status: 'pulling manifest' };
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        throw new ModelError('Aborted', 'x');
      },
    });
    const leaving = new AbortController();
    const response = await chat.fetch('https://chat.example/v1/models/pull', {
      ...{ method: 'POST', headers: { 'x-api-key': 'sb_operator' }, signal: leaving.signal },
      body: JSON.stringify({ model: 'ollama:big' }),
    });
    await response.body?.getReader().read();
    leaving.abort();
    await chat.settled();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(chat.log.lines).toEqual([]);
  });

  test.each([
    ['bedrock:amazon.nova-lite-v1:0', /bedrock has its models ready/],
    ['offline:first', /offline has its models ready/],
  ])('of %s is refused by name', async (model, detail) => {
    const { status, body } = await pull(withOllama(), model);
    expect([status, body.detail]).toEqual([400, expect.stringMatching(detail)]);
  });

  test('where there is no Ollama, and by those who may not, is refused', async () => {
    expect((await pull(open(), 'ollama:llama3.2')).body.detail).toMatch(/uses no Ollama/);
    expect((await pull(withOllama(), 'ollama:llama3.2', 'sb_ada')).status).toBe(403);
    expect((await pull(withOllama(), 'llama3.2')).status).toBe(400);
  });
});
