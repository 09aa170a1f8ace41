/** Ollama's own API, as its stand-in speaks it: what is there, what one is, getting another. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock, systemLater } from '../../../functions/kit/clock.ts';
import { createContextOf } from '../../../functions/kit/model/context-of.ts';
import { patientInPulling } from '../../../functions/kit/model/known-models.ts';
import { createOllama, type Ollama } from '../../../functions/kit/model/providers/ollama.ts';
import { modelServer } from '../model-server/model-servers.ts';

/** A server of other answers than the stand-in's: by path, as JSON lines. */
async function answering(answers: Readonly<Record<string, readonly object[] | number>>): Promise<string> {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ''] ?? 404;
    if (typeof answer === 'number') response.writeHead(answer).end('{"error":"no"}');
    else response.end(answer.map((line) => JSON.stringify(line)).join('\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve()) && server.closeAllConnections()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('It lists what is installed, and shows what a model takes', async () => {
  const { url } = await modelServer();
  const ollama = createOllama(`${url}/v1/`, fetch);
  expect(await ollama.list()).toEqual([
    { name: 'stub:latest', bytes: 1_000_000, modifiedAt: expect.stringContaining('T') },
    { name: 'stub-small:latest', bytes: 1_000_000, modifiedAt: expect.stringContaining('T') },
  ]);
  expect(await ollama.context('stub-small')).toMatchObject({ mostTokens: 8192 });
  await expect(ollama.context('other')).rejects.toMatchObject({ name: 'UnknownModel' });
});

test('Pulling tells its progress, and then the model is there', async () => {
  const { url } = await modelServer();
  const ollama = createOllama(url, fetch);
  const progress = [];
  for await (const one of ollama.pull('llama3.2', new AbortController().signal)) progress.push(one);
  expect(progress[0]).toEqual({ status: 'pulling manifest' });
  expect(progress).toContainEqual(expect.objectContaining({ completedBytes: 500_000, totalBytes: 1_000_000 }));
  expect(progress.at(-1)).toEqual({ status: 'success' });
  expect((await ollama.list()).map(({ name }) => name)).toContain('llama3.2:latest');
});

test('What cannot be pulled says why', async () => {
  const url = await answering({
    '/api/pull': [{ status: 'pulling manifest' }, { error: 'pull model manifest: file does not exist' }],
  });
  const pull = createOllama(url, fetch).pull('nosuch', new AbortController().signal)[Symbol.asyncIterator]();
  expect((await pull.next()).value).toEqual({ status: 'pulling manifest' });
  await expect(pull.next()).rejects.toMatchObject({ name: 'UnknownModel', message: expect.stringContaining('nosuch') });
});

async function pulled(ollama: Pick<Ollama, 'pull'>): Promise<void> {
  for await (const _ of ollama.pull('llama3.2', new AbortController().signal));
}

test.each([
  ['stops in the middle', [{ status: 'pulling manifest' }], 'before it was done'],
  ['says nothing', [], 'before it was done'],
  ['answers something else', [{ status: 'pulling manifest' }, ['hello']], 'no progress of a pull'],
])('A pull that %s has failed', async (_, answers, why) => {
  const url = await answering({ '/api/pull': answers });
  await expect(pulled(createOllama(url, fetch))).rejects.toMatchObject({
    name: 'ProviderFailed',
    message: expect.stringContaining(why),
  });
});

test('A server that is not there is told with its address', async () => {
  const listing = createOllama('http://127.0.0.1:9', fetch).list();
  await expect(listing).rejects.toMatchObject({
    name: 'ConnectionFailed',
    message: expect.stringContaining('http://127.0.0.1:9'),
  });
});

const made = { model_info: { 'general.architecture': 'llama', 'llama.context_length': 131_072 } };
const contextOf = (url: string | undefined, later = systemLater) =>
  createContextOf({ url, fetchFor: () => fetch, clock: systemClock, later });
const contextAt = async (answers: Parameters<typeof answering>[0]) =>
  await contextOf(await answering(answers))('ollama:llama3.2');

test('Its context is what it is loaded with, else what it was told, else no more than is assumed', async () => {
  const loaded = [{ models: [{ name: 'llama3.2:latest', context_length: 4096 }] }];
  expect(await contextAt({ '/api/ps': loaded, '/api/show': [made] })).toBe(4096);
  const told = { ...made, parameters: 'stop "<|end|>"\nnum_ctx 16384' };
  expect(await contextAt({ '/api/ps': [{ models: [] }], '/api/show': [told] })).toBe(16_384);
  expect(await contextAt({ '/api/show': [made] })).toBe(8192);
  const small = { model_info: { 'general.architecture': 'gemma', 'gemma.context_length': 2048 } };
  expect(await contextAt({ '/api/show': [small] })).toBe(2048);
});

test('A context of nothing is none that is known: a model that is being loaded has 0', async () => {
  const loading = [{ models: [{ name: 'llama3.2:latest', context_length: 0 }] }];
  expect(await contextAt({ '/api/ps': loading, '/api/show': [made] })).toBe(8192);
  expect(await contextAt({ '/api/show': [{ ...made, parameters: 'num_ctx 0' }] })).toBe(8192);
});

test('Where nobody tells, nothing is known', async () => {
  expect(await contextAt({})).toBeUndefined();
  expect(await contextOf('http://127.0.0.1:9')('openai-compatible:x')).toBeUndefined();
  expect(await contextOf(undefined)('ollama:x')).toBeUndefined();
});

test('A server that takes its time is not waited for', async () => {
  const { url } = await modelServer();
  const atOnce: typeof systemLater = (_, then) => {
    then();
    return () => undefined;
  };
  expect(await contextOf(url, atOnce)('ollama:stub-small')).toBeUndefined();
  await expect(patientInPulling(url, atOnce).list()).rejects.toMatchObject({ name: 'ConnectionFailed' });
  await expect(pulled(patientInPulling(url, atOnce))).resolves.toBeUndefined();
  expect(await contextOf(url)('ollama:stub-small')).toBe(8192);
});
