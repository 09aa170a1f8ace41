/** What the port uses of AWS: Bedrock's Converse, and keys in Secrets Manager, each as a small server answers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventStreamCodec } from '@smithy/eventstream-codec';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { LONG, modelServer } from '../model-server/model-servers.ts';
import { callOf, outcomeOf, providerAt, textOf } from './model-calls.ts';

const NOVA = 'bedrock:amazon.nova-lite-v1:0';
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => new Uint8Array(Buffer.from(text)),
);

/** One event of a stream. https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html has its frame. */
const frame = (type: string, payload: object, kind: 'event' | 'exception' = 'event'): Uint8Array =>
  codec.encode({
    headers: {
      ':message-type': { type: 'string', value: kind },
      [kind === 'event' ? ':event-type' : ':exception-type']: { type: 'string', value: type },
      ':content-type': { type: 'string', value: 'application/json' },
    },
    body: new Uint8Array(Buffer.from(JSON.stringify(payload))),
  });
const delta = (text: string) => frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text } });
const stop = (stopReason: string) => frame('messageStop', { stopReason });
const usage = frame('metadata', { usage: { inputTokens: 12, outputTokens: 3, totalTokens: 15 } });

interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

/** A server on which each request is answered by `answer`. */
async function serving(answer: (response: ServerResponse, asked: Asked) => void) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString() || '{}') as Record<string, unknown>;
      const one = { path: decodeURIComponent(request.url ?? ''), headers: request.headers, body };
      asked.push(one);
      answer(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function bedrock(answer: (response: ServerResponse) => void) {
  const { asked, url } = await serving(answer);
  vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', url);
  const { transport } = providerAt(url, { models: [NOVA] });
  return { asked, ask: () => outcomeOf(transport, callOf({ model: NOVA })) };
}

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  return () => vi.unstubAllEnvs();
});

test('Bedrock is asked by Converse, signed, with the limit of the answer; its text and usage come back', async () => {
  const { asked, ask } = await bedrock((response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    for (const part of [frame('messageStart', { role: 'assistant' }), delta('One, '), delta('two.'), stop('end_turn')])
      response.write(part);
    response.end(usage);
  });
  const { chunks, error } = await ask();
  expect(error).toBeUndefined();
  expect(textOf(chunks)).toBe('One, two.');
  expect(chunks.at(-1)).toEqual({ kind: 'end', reason: 'stop', usage: { inputTokens: 12, outputTokens: 3 } });
  const [request] = asked;
  expect(request?.path).toBe('/model/amazon.nova-lite-v1:0/converse-stream');
  expect(request?.headers.authorization).toContain('AWS4-HMAC-SHA256 Credential=local/');
  expect(request?.body).toMatchObject({
    messages: [{ role: 'user', content: [{ text: 'Count to three.' }] }],
    inferenceConfig: { maxTokens: 100 },
  });
});

const refusal = (status: number, type: string, message: string) => (response: ServerResponse) =>
  response
    .writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type })
    .end(JSON.stringify({ message }));

test.each([
  ['RateLimited', 429, 'ThrottlingException', 'Too many requests, please wait before trying again.'],
  ['ContextTooLong', 400, 'ValidationException', 'Input is too long for requested model.'],
  ['BadRequest', 400, 'ValidationException', 'The value at temperature is not valid.'],
  ['NotAllowed', 403, 'AccessDeniedException', "You don't have access to the model with the specified model ID."],
  ['UnknownModel', 404, 'ResourceNotFoundException', 'The provided model was not found.'],
  ['Timeout', 408, 'ModelTimeoutException', 'The model did not answer in time.'],
  ['ProviderFailed', 424, 'ModelErrorException', 'The model failed.'],
  ['ProviderFailed', 503, 'ServiceUnavailableException', 'The service is not available.'],
])('%s is what status %i of Bedrock is called (%s)', async (code, status, type, message) => {
  const { ask } = await bedrock(refusal(status, type, message));
  expect((await ask()).error).toMatchObject({ name: code, status });
});

test('An exception in its stream fails after what came, by its kind', async () => {
  const { ask } = await bedrock((response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.write(delta('One, '));
    response.end(frame('throttlingException', { message: 'Too many requests.' }, 'exception'));
  });
  const { chunks, error } = await ask();
  expect([textOf(chunks), error?.name]).toEqual(['One, ', 'RateLimited']);
});

test('What a guardrail stopped says so', async () => {
  const { ask } = await bedrock((response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
    response.write(delta('I cannot.'));
    response.write(stop('guardrail_intervened'));
    response.end(usage);
  });
  expect((await ask()).chunks.at(-1)).toMatchObject({ kind: 'end', reason: 'content-filter' });
});

test('Without credentials nothing is asked, and it says what is missing', async () => {
  const { ask, asked } = await bedrock((response) => response.end());
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  expect((await ask()).error).toMatchObject({ name: 'NotAuthorised' });
  expect(asked).toEqual([]);
});

test('The key of an OpenAI-compatible server comes from its secret, and is read once', async () => {
  const secrets = await serving((response) => response.end(JSON.stringify({ SecretString: '{"key":"k-123"}' })));
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', secrets.url);
  const seen: unknown[] = [];
  const chat = await serving((response, { headers }) => {
    seen.push(headers.authorization);
    response.writeHead(401).end('{"error":{"message":"no"}}');
  });
  const { transport } = providerAt(`${chat.url}/v1`, { keySecret: 'model-key' });
  const call = callOf({ model: 'openai-compatible:gpt-4o-mini' });
  expect((await outcomeOf(transport, call)).error?.name).toBe('NotAuthorised');
  await outcomeOf(transport, call);
  expect(seen).toEqual(['Bearer k-123', 'Bearer k-123']);
  expect(secrets.asked.map(({ body }) => body)).toEqual([{ SecretId: 'model-key' }]);
  expect(chat.asked[0]?.path).toBe('/v1/chat/completions');
});

test.each([
  ['is not there', 400, '{"__type":"ResourceNotFoundException"}'],
  ['holds something else', 200, JSON.stringify({ SecretString: 'k-123' })],
])('A secret that %s is NotAuthorised with its name, and its text is nowhere', async (_, status, body) => {
  const secrets = await serving((response) => response.writeHead(status).end(body));
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', secrets.url);
  const server = await modelServer({ answer: () => LONG });
  const { transport } = providerAt(`${server.url}/v1`, { keySecret: 'model-key' });
  const { error } = await outcomeOf(transport, callOf({ model: 'openai-compatible:stub' }));
  expect(error).toMatchObject({ name: 'NotAuthorised', message: expect.stringContaining('model-key') });
  expect(error?.message).not.toContain('k-123');
  expect(server.requests).toEqual([]);
});

test.each([
  ['gpt-4o-mini', { max_tokens: 77, temperature: 0.2 }],
  ['gpt-5-mini', { max_completion_tokens: 77 }],
  ['openai/o3', { max_completion_tokens: 77 }],
])('%s is asked in its words for limit and temperature', async (name, words) => {
  const chat = await serving((response) => response.writeHead(401).end('{"error":{"message":"no"}}'));
  const { transport } = providerAt(`${chat.url}/v1`);
  await outcomeOf(transport, callOf({ model: `openai-compatible:${name}`, maxOutputTokens: 77, temperature: 0.2 }));
  const { max_tokens, max_completion_tokens, temperature } = (chat.asked[0]?.body ?? {}) as Record<string, unknown>;
  expect({ max_tokens, max_completion_tokens, temperature }).toEqual(words);
});
