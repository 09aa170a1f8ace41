/** The stub model server as the AI SDK's provider for OpenAI-compatible servers sees it. */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { messagesOf } from '../../../functions/kit/model/prompt.ts';
import type { ModelServer } from '../../kit/model-server/server.ts';
import { judged, LONG, modelServer, post } from './model-servers.ts';

const modelAt = ({ url }: ModelServer, name = 'stub') =>
  createOpenAICompatible({
    ...{ name: 'stub', baseURL: `${url}/v1`, includeUsage: true, supportsStructuredOutputs: true },
  }).chatModel(name);

const asks = (text: string, more: Partial<LanguageModelV4CallOptions> = {}): LanguageModelV4CallOptions => ({
  prompt: [{ role: 'user', content: [{ type: 'text', text }] }],
  ...more,
});

/** What it is refused with. */
async function refusal(server: ModelServer, text: string, name?: string): Promise<unknown> {
  try {
    return await modelAt(server, name).doStream(asks(text));
  } catch (error) {
    return error;
  }
}

async function streamed(server: ModelServer, call: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamPart[]> {
  const { stream } = await modelAt(server).doStream(call);
  const parts: LanguageModelV4StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

const textOf = (parts: readonly LanguageModelV4StreamPart[]): string =>
  parts.flatMap((part) => (part.type === 'text-delta' ? [part.delta] : [])).join('');
const lastOf = (parts: readonly LanguageModelV4StreamPart[]) => {
  const [finish] = parts.flatMap((part) => (part.type === 'finish' ? [part] : []));
  return {
    reason: finish?.finishReason.unified,
    in: finish?.usage.inputTokens.total,
    out: finish?.usage.outputTokens.total,
  };
};
const judge = (topic: string): LanguageModelV4CallOptions => {
  const [system, user] = messagesOf(judged, { topic });
  if (!system || !user || !('text' in system) || !('text' in user)) throw new Error('A prompt has two messages.');
  return {
    prompt: [
      { role: 'system', content: system.text },
      { role: 'user', content: [{ type: 'text', text: user.text }] },
    ],
    responseFormat: { type: 'json', name: 'test-judged', schema: { type: 'object' } },
  };
};

test('streams a text in pieces, with the usage last', async () => {
  const server = await modelServer({ answer: () => LONG });
  const parts = await streamed(server, asks('Count.'));
  expect(textOf(parts)).toBe(LONG);
  expect(parts.filter(({ type }) => type === 'text-delta')).toHaveLength(3);
  expect(lastOf(parts)).toEqual({ reason: 'stop', in: 3, out: 22 });
});

test('answers a prompt as its stand-in does, streamed or whole', async () => {
  const server = await modelServer();
  const parts = await streamed(server, judge('tea'));
  expect(JSON.parse(textOf(parts))).toEqual({ verdict: 'tea it is', sure: 0.5 });
  const { content } = await modelAt(server).doGenerate(judge('coffee'));
  expect(content).toEqual([{ type: 'text', text: '{"verdict":"coffee it is","sure":0.5}' }]);
  expect(server.requests.map(({ nth, json, outcome }) => [nth, json?.name, outcome])).toEqual([
    [1, 'test-judged', 'completed'],
    [2, 'test-judged', 'completed'],
  ]);
});

test('calls a tool', async () => {
  const server = await modelServer({ answer: () => ({ toolCalls: [{ tool: 'look', input: '{"at":"sky"}' }] }) });
  const inputSchema = z.toJSONSchema(z.strictObject({ at: z.string() })) as Record<string, unknown>;
  const parts = await streamed(server, asks('Look.', { tools: [{ type: 'function', name: 'look', inputSchema }] }));
  expect(parts.find(({ type }) => type === 'tool-call')).toMatchObject({ toolName: 'look', input: '{"at":"sky"}' });
  expect(lastOf(parts).reason).toBe('tool-calls');
  expect(server.requests[0]?.tools).toEqual(['look']);
});

test('stops at the limit of tokens', async () => {
  const server = await modelServer({ answer: () => LONG });
  const parts = await streamed(server, asks('Count.', { maxOutputTokens: 10 }));
  expect(textOf(parts)).toBe(LONG.slice(0, 24));
  expect(lastOf(parts).reason).toBe('length');
});

const refusals = [
  { fault: { kind: '429', retryAfterS: 7 }, status: 429, code: 'rate_limit_exceeded', retryAfter: '7' },
  { fault: { kind: '500' }, status: 500, code: 'server_error' },
  { fault: { kind: '500', status: 503 }, status: 503, code: 'server_error' },
  { fault: { kind: '401' }, status: 401, code: 'invalid_api_key' },
  { fault: { kind: 'context-too-long' }, status: 400, code: 'context_length_exceeded' },
  { fault: { kind: 'content-filter', at: 'request' }, status: 400, code: 'content_filter' },
] as const;

test.each(refusals)('refuses with $status $code', async ({ fault, status, code, ...more }) => {
  const server = await modelServer({ faults: [fault] });
  const refused = await refusal(server, 'Anything.');
  expect(refused).toMatchObject({ statusCode: status, data: { error: { code } } });
  if ('retryAfter' in more) expect(refused).toMatchObject({ responseHeaders: { 'retry-after': more.retryAfter } });
  await server.until(([first]) => first?.outcome === 'refused');
});

test('refuses a model that it has not got, and more than a context takes', async () => {
  const server = await modelServer();
  expect(await refusal(server, 'Hello.', 'other')).toMatchObject({ statusCode: 404 });
  expect(await refusal(server, 'x'.repeat(30_000), 'stub-small')).toMatchObject({
    statusCode: 400,
    data: { error: { code: 'context_length_exceeded' } },
  });
});

test.each([0, 1, 2])('cuts the stream after %i pieces', async (afterChunks) => {
  const server = await modelServer({ answer: () => LONG, faults: [{ kind: 'cut', afterChunks }] });
  let text = '';
  const read = async () => {
    const { stream } = await modelAt(server).doStream(asks('Count.'));
    for await (const part of stream) if (part.type === 'text-delta') text += part.delta;
  };
  await expect(read()).rejects.toThrow();
  expect(text).toBe(LONG.slice(0, 24 * afterChunks));
  await server.until(([first]) => first?.outcome === 'broken');
});

test('tears an answer that does not stream in its middle', async () => {
  const server = await modelServer({ answer: () => LONG, faults: [{ kind: 'cut', afterChunks: 1 }] });
  await expect(modelAt(server).doGenerate(asks('Count.'))).rejects.toThrow();
});

test('closes a connection without an answer, and is reached again by the next', async () => {
  const server = await modelServer({ answer: () => LONG, faults: [{ kind: 'refuse-connection' }, 'ok'] });
  await expect(modelAt(server).doStream(asks('Count.'))).rejects.toThrow();
  expect(textOf(await streamed(server, asks('Count.')))).toBe(LONG);
  expect(server.connections()).toBe(2);
});

test('sends what the protocol does not know', async () => {
  const server = await modelServer({ answer: () => LONG, faults: [{ kind: 'garbage', afterChunks: 1 }] });
  const parts = await streamed(server, asks('Count.'));
  expect(textOf(parts)).toBe(LONG.slice(0, 24));
  expect(parts.some(({ type }) => type === 'error')).toBe(true);
  expect(server.requests[0]?.outcome).toBe('broken');
});

test.each([
  { fault: { kind: 'wrong-json' }, text: '{"unexpected":true}' },
  { fault: { kind: 'text', text: 'Ganz anders.' }, text: 'Ganz anders.' },
  { fault: { kind: 'empty' }, text: '' },
] as const)('answers $fault.kind', async ({ fault, text }) => {
  const server = await modelServer({ faults: [fault] });
  const parts = await streamed(server, judge('tea'));
  expect(textOf(parts)).toBe(text);
  expect(lastOf(parts).reason).toBe('stop');
});

test('ends by the content filter', async () => {
  const server = await modelServer({ faults: [{ kind: 'content-filter' }] });
  expect(lastOf(await streamed(server, asks('Anything.'))).reason).toBe('content-filter');
});

test('tells figures that cannot be, or none', async () => {
  const usage = { inputTokens: -5, outputTokens: 9e15 };
  const server = await modelServer({ faults: [{ kind: 'absurd-usage', usage }, { kind: 'no-usage' }] });
  expect(lastOf(await streamed(server, asks('Anything.')))).toMatchObject({ in: -5, out: 9e15 });
  expect(lastOf(await streamed(server, asks('Anything.')))).toMatchObject({ in: undefined, out: undefined });
});

test('answers without end until the client goes, and hangs until then', async () => {
  const server = await modelServer({ faults: [{ kind: 'endless' }, { kind: 'hang' }] });
  const client = new AbortController();
  const { stream } = await modelAt(server).doStream(asks('Go on.', { abortSignal: client.signal }));
  const pieces = stream.getReader();
  for (let read = 0; read < 20; read += 1) expect((await pieces.read()).done).toBe(false);
  client.abort();
  await server.until(([first]) => first?.outcome === 'aborted');

  const impatient = new AbortController();
  const hanging = modelAt(server).doStream(asks('Wait.', { abortSignal: impatient.signal }));
  await server.until(({ length }) => length === 2);
  expect(server.requests[1]?.outcome).toBe('open');
  impatient.abort();
  await expect(hanging).rejects.toThrow();
  await server.until(([, second]) => second?.outcome === 'aborted');
  expect(server.paid()).toEqual([]);
});

test('waits until the test lets it go on; slow, it answers the same', async () => {
  const gate = Promise.withResolvers<void>();
  const server = await modelServer({
    answer: () => LONG,
    faults: [
      { kind: 'hold', until: gate.promise },
      { kind: 'slow', msPerToken: 0.1 },
    ],
  });
  const answer = streamed(server, asks('Count.'));
  await server.until(({ length }) => length === 1);
  expect(server.requests[0]?.outcome).toBe('open');
  gate.resolve();
  expect(textOf(await answer)).toBe(LONG);
  expect(textOf(await streamed(server, asks('Count.')))).toBe(LONG);
  expect(server.paid()).toHaveLength(2);
});

test('a script is changed while it runs, and may depend on the request', async () => {
  const server = await modelServer({ answer: ({ model }) => model });
  server.fail(({ model }) => (model === 'stub' ? { kind: '500' } : undefined));
  await expect(modelAt(server).doStream(asks('Anything.'))).rejects.toThrow();
  await modelAt(server, 'stub-small').doGenerate(asks('Anything.'));
  server.fail([]);
  server.answer(() => 'changed');
  expect(textOf(await streamed(server, asks('Anything.')))).toBe('changed');
});

test('says so when it knows no prompt for the JSON that it is asked for, or the request is none', async () => {
  const server = await modelServer();
  const response_format = { type: 'json_schema', json_schema: { name: 'nobody-knows', schema: {} } };
  const messages = [{ role: 'user', content: 'Hello.' }];
  const unknown = await post(`${server.url}/v1/chat/completions`, { model: 'stub', messages, response_format });
  expect([unknown.status, await unknown.text()]).toEqual([400, expect.stringContaining('nobody-knows')]);
  const none = await post(`${server.url}/v1/chat/completions`, { model: 'stub' });
  expect([none.status, await none.text()]).toEqual([400, expect.stringContaining('messages')]);
  const models = await (await fetch(`${server.url}/v1/models`)).json();
  expect(models).toMatchObject({ object: 'list', data: [{ id: 'stub:latest' }, { id: 'stub-small:latest' }] });
});
