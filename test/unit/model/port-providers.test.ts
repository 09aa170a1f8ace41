/** Providers over the wire: what is asked, what comes back, and what each failure is called. */
import { describe, expect, test } from 'vitest';
import type { ModelErrorCode } from '../../../contracts/model.ts';
import { bounded } from '../../../functions/kit/model/layers/bounded.ts';
import type { Fault } from '../../kit/model-server/faults.ts';
import { LONG, modelServer } from '../model-server/model-servers.ts';
import { callOf, outcomeOf, providerAt, textOf } from './model-calls.ts';

const schema = { type: 'object', properties: { verdict: { type: 'string' } }, required: ['verdict'] };

describe.each([true, false])('streaming: %s', (stream) => {
  test('text comes with its end and its usage', async () => {
    const server = await modelServer({ answer: () => LONG });
    const { chunks } = await outcomeOf(providerAt(server.url, { stream }).transport, callOf());
    expect(textOf(chunks)).toBe(LONG);
    expect(chunks.length).toBe(stream ? 4 : 2);
    expect(chunks.at(-1)).toEqual({ kind: 'end', reason: 'stop', usage: { inputTokens: 6, outputTokens: 22 } });
  });

  test('tools are declared and called, and their results go back', async () => {
    const server = await modelServer({
      answer: ({ messages }) =>
        messages.some(({ role }) => role === 'tool')
          ? 'Blue.'
          : { toolCalls: [{ tool: 'look', input: '{"at":"sky"}' }] },
    });
    const { transport } = providerAt(server.url, { stream });
    const tools = [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object' } }];
    const first = await outcomeOf(transport, callOf({ tools }));
    const [called] = first.chunks;
    expect(called).toMatchObject({ kind: 'tool-call', tool: 'look', input: '{"at":"sky"}' });
    expect(first.chunks.at(-1)).toMatchObject({ kind: 'end', reason: 'tool-calls' });
    const callId = called?.kind === 'tool-call' ? called.callId : '';
    const messages = [
      ...callOf().messages,
      { role: 'assistant', text: '', toolCalls: [{ callId, tool: 'look', input: '{"at":"sky"}' }] },
      { role: 'tool', callId, tool: 'look', result: 'blue' },
    ] as const;
    expect(textOf((await outcomeOf(transport, callOf({ tools, messages }))).chunks)).toBe('Blue.');
  });
});

test('The schema of an answer, its limit and its temperature are told to the server', async () => {
  const server = await modelServer({ answer: () => '{"verdict":"yes"}' });
  const call = callOf({ output: { name: 'council-judge', schema }, temperature: 0.5, maxOutputTokens: 77 });
  await outcomeOf(providerAt(server.url).transport, call);
  expect(server.requests[0]).toMatchObject({ json: { name: 'council-judge' }, maxTokens: 77 });
});

const failures: readonly (readonly [code: ModelErrorCode, fault: Fault, more: object])[] = [
  ['RateLimited', { kind: '429', retryAfterS: 7 }, { status: 429, retryAfterMs: 7000 }],
  ['ProviderFailed', { kind: '500' }, { status: 500 }],
  ['ProviderFailed', { kind: '500', status: 529 }, { status: 529 }],
  ['NotAuthorised', { kind: '401' }, { status: 401 }],
  ['ContextTooLong', { kind: 'context-too-long' }, {}],
  ['ContentFiltered', { kind: 'content-filter', at: 'request' }, {}],
  ['ConnectionFailed', { kind: 'refuse-connection' }, {}],
  ['ConnectionFailed', { kind: 'cut', afterChunks: 0 }, {}],
  ['Garbled', { kind: 'garbage', afterChunks: 0 }, {}],
];
test.each(failures)(
  '%s is what %j is called; told %j, and no text of the prompt is in the error',
  async (code, fault, more) => {
    const server = await modelServer({ answer: () => LONG, faults: [fault] });
    const { chunks, error } = await outcomeOf(providerAt(server.url).transport, callOf());
    expect(error).toMatchObject({ name: code, ...more });
    expect(JSON.stringify([error?.message, error?.cause ?? null])).not.toContain('Count to three');
    expect(chunks).toEqual([]);
  },
);

test('A stream that breaks off, or turns to garbage, gives what came and then fails', async () => {
  const server = await modelServer({
    answer: () => LONG,
    faults: [
      { kind: 'cut', afterChunks: 2 },
      { kind: 'garbage', afterChunks: 1 },
    ],
  });
  const { transport } = providerAt(server.url);
  const cut = await outcomeOf(transport, callOf());
  expect([textOf(cut.chunks), cut.error?.name]).toEqual([LONG.slice(0, 48), 'ConnectionFailed']);
  const garbled = await outcomeOf(transport, callOf());
  expect([textOf(garbled.chunks), garbled.error?.name]).toEqual([LONG.slice(0, 24), 'Garbled']);
});

test('A model that hangs is a Timeout, and its request is ended', async () => {
  const server = await modelServer({ faults: [{ kind: 'hang' }] });
  const { error } = await outcomeOf(providerAt(server.url, { timeoutMs: 50 }).transport, callOf());
  expect(error).toMatchObject({ name: 'Timeout', message: expect.stringContaining('50 ms') });
  await server.until(([first]) => first?.outcome === 'aborted');
});

test('A slow answer has the time that it takes, as long as the model goes on talking', async () => {
  const words = 'slow but steady wins it '.repeat(8);
  const server = await modelServer({ answer: () => words, faults: [{ kind: 'slow', msPerToken: 15 }] });
  const started = performance.now();
  const { chunks, error } = await outcomeOf(providerAt(server.url, { timeoutMs: 400 }).transport, callOf());
  expect([error, textOf(chunks)]).toEqual([undefined, words]);
  expect(performance.now() - started).toBeGreaterThan(400);
});

test('Nothing is asked when the caller has no time left', async () => {
  const server = await modelServer();
  const { error } = await outcomeOf(providerAt(server.url).transport, callOf({ untilMs: 0 }));
  expect(error?.name).toBe('Timeout');
  expect(server.requests).toEqual([]);
});

test('Whoever stops reading ends the request', async () => {
  const server = await modelServer({ faults: [{ kind: 'endless' }] });
  for await (const chunk of providerAt(server.url).transport(callOf())) if (chunk.kind === 'text') break;
  await server.until(([first]) => first?.outcome === 'aborted');
});

test('An abort before the first text is Aborted; after it, an end with what came', async () => {
  const server = await modelServer({ faults: [{ kind: 'hang' }, { kind: 'endless' }] });
  const { transport } = providerAt(server.url);
  const early = new AbortController();
  const hanging = outcomeOf(transport, callOf({ signal: early.signal }));
  await server.until((requests) => requests.length === 1);
  early.abort();
  expect((await hanging).error?.name).toBe('Aborted');
  const late = new AbortController();
  const chunks = [];
  for await (const chunk of transport(callOf({ signal: late.signal }))) {
    chunks.push(chunk);
    late.abort();
  }
  expect(chunks.at(-1)).toMatchObject({ kind: 'end', reason: 'aborted', usage: { estimated: true } });
  await server.until((requests) => requests.length === 2 && requests.every(({ outcome }) => outcome === 'aborted'));
});

test('An endless answer is ended at twice its limit', async () => {
  const server = await modelServer({ faults: [{ kind: 'endless' }] });
  const { chunks } = await outcomeOf(bounded(providerAt(server.url).transport), callOf({ maxOutputTokens: 30 }));
  const end = chunks.at(-1);
  expect(end).toMatchObject({ kind: 'end', reason: 'length', usage: { estimated: true } });
  expect(end?.kind === 'end' && end.usage.outputTokens).toBeGreaterThan(60);
  expect(end?.kind === 'end' && end.usage.outputTokens).toBeLessThan(80);
  await server.until(([first]) => first?.outcome === 'aborted');
});

test.each([
  ['negative', { inputTokens: -5, outputTokens: -1 }],
  ['absurd', { inputTokens: 9_000_000, outputTokens: 9_000_000 }],
  ['broken', { inputTokens: 1.5, outputTokens: 2.5 }],
  ['nothing', { inputTokens: 0, outputTokens: 0 }],
])('Usage that is %s is replaced by what was counted here', async (_, usage) => {
  const server = await modelServer({ answer: () => 'One, two, three.', faults: [{ kind: 'absurd-usage', usage }] });
  const { chunks } = await outcomeOf(bounded(providerAt(server.url).transport), callOf());
  expect(chunks.at(-1)).toEqual({
    kind: 'end',
    reason: 'stop',
    usage: { inputTokens: 10, outputTokens: 7, estimated: true },
  });
});

test('Usage that is missing is counted here', async () => {
  const server = await modelServer({ answer: () => 'One, two, three.', faults: [{ kind: 'no-usage' }] });
  const { chunks } = await outcomeOf(bounded(providerAt(server.url).transport), callOf());
  expect(chunks.at(-1)).toMatchObject({ usage: { inputTokens: 10, outputTokens: 7, estimated: true } });
});

test('Connections are kept from call to call, and counted', async () => {
  const server = await modelServer({ answer: () => LONG });
  const provider = providerAt(server.url);
  for (let i = 0; i < 5; i++) await outcomeOf(provider.transport, callOf());
  expect(server.connections()).toBe(1);
  expect(provider.statistics()).toEqual({
    [`${server.url}/v1`]: { calls: 5, failures: 0, connectionsOpened: 1, reused: 4, recycled: 0, successRate: 1 },
  });
  provider.close();
});

test('Stage prod refuses the offline provider, when it opens and when it is asked', async () => {
  expect(() => providerAt('http://127.0.0.1:1', { stage: 'prod', models: ['offline:rehearsal'] })).toThrow(
    'Stage prod cannot use offline:rehearsal',
  );
  const { transport } = providerAt('http://127.0.0.1:1', { stage: 'prod' });
  const { error } = await outcomeOf(transport, callOf({ model: 'offline:rehearsal', rehearse: () => 'x' }));
  expect(error?.name).toBe('NotAllowed');
});
