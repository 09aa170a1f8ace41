/** The stub model server as a client of Ollama's own API sees it. */
import { expect, test } from 'vitest';
import { messagesOf } from '../../../functions/kit/model/prompt.ts';
import { judged, LONG, modelServer, post } from './model-servers.ts';

const messages = [{ role: 'user', content: 'Count.' }];

const linesOf = async (response: Response): Promise<Record<string, unknown>[]> =>
  (await response.text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('lists its models, shows one, and gets more by a pull with progress', async () => {
  const { url } = await modelServer();
  const names = async () => {
    const { models } = (await (await fetch(`${url}/api/tags`)).json()) as { models: { name: string }[] };
    return models.map(({ name }) => name);
  };
  expect(await names()).toEqual(['stub:latest', 'stub-small:latest']);
  const shown = await post(`${url}/api/show`, { model: 'stub-small' });
  expect(await shown.json()).toMatchObject({
    model_info: { 'general.architecture': 'stub', 'stub.context_length': 8_192 },
  });
  expect((await post(`${url}/api/show`, { model: 'new' })).status).toBe(404);
  const pulled = await post(`${url}/api/pull`, { model: 'new' });
  expect(pulled.headers.get('content-type')).toBe('application/x-ndjson');
  const told = await linesOf(pulled);
  expect(told.flatMap(({ completed }) => (completed === undefined ? [] : [completed]))).toEqual([
    250_000, 500_000, 750_000, 1_000_000,
  ]);
  expect([told[0], told.at(-1)]).toEqual([{ status: 'pulling manifest' }, { status: 'success' }]);
  expect(await (await post(`${url}/api/pull`, { model: 'newer', stream: false })).json()).toEqual({
    status: 'success',
  });
  expect(await names()).toEqual(['stub:latest', 'stub-small:latest', 'new:latest', 'newer:latest']);
});

test('chats in lines, with its figures in the last', async () => {
  const { url } = await modelServer({ answer: () => LONG });
  const lines = await linesOf(await post(`${url}/api/chat`, { model: 'stub', messages }));
  const pieces = lines.map(({ message }) => (message as { content: string }).content);
  expect(pieces.join('')).toBe(LONG);
  expect(lines.map(({ done }) => done)).toEqual([false, false, false, true]);
  expect(lines.at(-1)).toMatchObject({ done_reason: 'stop', prompt_eval_count: 3, eval_count: 22 });
});

test('chats in one answer, as the prompt’s stand-in, by its system text', async () => {
  const { url } = await modelServer();
  const asked = messagesOf(judged, { topic: 'tea' }).map((one) => ({
    role: one.role,
    content: 'text' in one && one.text,
  }));
  const format = { type: 'object' };
  const answer = await post(`${url}/api/chat`, { model: 'stub', messages: asked, format, stream: false });
  expect(await answer.json()).toMatchObject({
    message: { role: 'assistant', content: '{"verdict":"tea it is","sure":0.5}' },
    done: true,
  });
});

test('calls tools with their input as an object', async () => {
  const { url } = await modelServer({ answer: () => ({ toolCalls: [{ tool: 'look', input: '{"at":"sky"}' }] }) });
  const tool_calls = [{ function: { name: 'look', arguments: { at: 'sky' } } }];
  const [called] = await linesOf(await post(`${url}/api/chat`, { model: 'stub', messages }));
  expect(called).toMatchObject({ message: { tool_calls } });
  const whole = await post(`${url}/api/chat`, { model: 'stub', messages, stream: false });
  expect(await whole.json()).toMatchObject({ message: { tool_calls } });
});

test('fails in its own words', async () => {
  const { url, requests } = await modelServer({
    answer: () => LONG,
    faults: [{ kind: '500' }, { kind: 'garbage', afterChunks: 1 }, { kind: 'cut', afterChunks: 1 }],
  });
  const failed = await post(`${url}/api/chat`, { model: 'stub', messages });
  expect([failed.status, await failed.json()]).toEqual([500, { error: 'The server had an error.' }]);
  await expect(linesOf(await post(`${url}/api/chat`, { model: 'stub', messages }))).rejects.toThrow(SyntaxError);
  await expect(linesOf(await post(`${url}/api/chat`, { model: 'stub', messages }))).rejects.toThrow('terminated');
  const missing = await post(`${url}/api/chat`, { model: 'other', messages });
  expect([missing.status, await missing.json()]).toEqual([
    404,
    { error: 'model "other" not found, try pulling it first' },
  ]);
  expect(requests.map(({ outcome }) => outcome)).toEqual(['refused', 'broken', 'broken', 'refused']);
});

test('num_predict limits the answer', async () => {
  const { url } = await modelServer({ answer: () => LONG });
  const asked = { model: 'stub', messages, stream: false, options: { num_predict: 10 } };
  expect(await (await post(`${url}/api/chat`, asked)).json()).toMatchObject({
    message: { content: LONG.slice(0, 24) },
    done_reason: 'length',
  });
});
