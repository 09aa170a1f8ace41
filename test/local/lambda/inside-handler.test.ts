/** The request handler of a function's thread by itself: what it sends over its port, and what it leaves to HTTP. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import { insideHandler, type SdkRequest } from '../../../local/services/lambda/runtime/inside/handler.ts';
import type { FromThread, ToThread } from '../../../local/services/lambda/runtime/inside/wire.ts';

const scope = (service: string) => `AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/${service}/aws4_request`;

const sendMessage: SdkRequest = {
  method: 'POST',
  protocol: 'http:',
  hostname: '127.0.0.1',
  port: 4566,
  path: '/',
  headers: { 'X-Amz-Target': 'AmazonSQS.SendMessage', Authorization: scope('sqs') },
  body: '{"MessageBody":"ü"}',
};

function handlerOn(port: MessagePort) {
  const overHttp = vi.fn(async () => ({ response: { statusCode: 200, headers: {}, body: 'over HTTP' } }));
  return { overHttp, ...insideHandler({ port, host: '127.0.0.1:4566', restServices: ['lambda'] }, overHttp) };
}

function open() {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const heard = (): Promise<FromThread> => new Promise((resolve) => port1.once('message', resolve));
  const answer = (...answers: ToThread) => port1.postMessage(answers);
  return { ...handlerOn(port2), heard, answer };
}

test('requests of one turn go as one message, and answers find their requests', async () => {
  const { handle, heard, answer, overHttp } = open();
  const asked = [handle(sendMessage), handle({ ...sendMessage, query: { a: 'x y', b: ['1', '2'], c: null } })];
  expect(await heard()).toEqual([
    {
      id: 1,
      method: 'POST',
      path: '/',
      headers: { 'x-amz-target': 'AmazonSQS.SendMessage', authorization: scope('sqs') },
      body: '{"MessageBody":"ü"}',
    },
    expect.objectContaining({ id: 2, path: '/?a=x%20y&b=1&b=2&c' }),
  ]);
  answer({ id: 2, status: 400, headers: { a: 'b' }, body: '{"n":"ü"}' }, { id: 1, status: 200, headers: {}, body: '' });
  const [first, second] = await Promise.all(asked);
  expect(first?.response).toMatchObject({ statusCode: 200, headers: {} });
  expect(second?.response).toEqual({ statusCode: 400, headers: { a: 'b' }, body: Buffer.from('{"n":"ü"}') });
  expect(overHttp).not.toHaveBeenCalled();
});

test('bytes arrive as they were, and the caller keeps its own', async () => {
  const { handle, heard, answer } = open();
  const body = Buffer.from('some bytes of a larger buffer').subarray(5, 10);
  const asked = handle({ ...sendMessage, body });
  const [call] = await heard();
  expect(call).toMatchObject({ body: new Uint8Array(Buffer.from('bytes')) });
  expect(body.toString()).toBe('bytes');
  answer({ id: 1, status: 200, headers: {}, body: '' });
  await asked;
});

const rest: SdkRequest = { ...sendMessage, headers: { authorization: scope('lambda') } };
test.for<[string, SdkRequest, { requestTimeout?: number }?]>([
  ['to another host', { ...sendMessage, hostname: 'example.com' }],
  ['to another port', { ...sendMessage, port: 80 }],
  ['over TLS', { ...sendMessage, protocol: 'https:' }],
  ['without a signature', { ...sendMessage, headers: { 'x-amz-target': 'AmazonSQS.SendMessage' } }],
  ['with a stream as its body', { ...sendMessage, body: new ReadableStream() }],
  ['with a large body', { ...sendMessage, body: 'x'.repeat(9_000_000) }],
  ['with a time limit of its own', sendMessage, { requestTimeout: 5 }],
  ['to a service that answers by itself', { ...rest, headers: { authorization: scope('s3') } }],
  ['for an answer that is a stream', { ...rest, path: '/2021-11-15/functions/f/response-streaming-invocations' }],
])('a request %s goes over HTTP', async ([, request, options]) => {
  const { handle, overHttp } = open();
  expect((await handle(request, options)).response.body).toBe('over HTTP');
  expect(overHttp).toHaveBeenCalledOnce();
});

test('REST requests of the services that are named go inside', async () => {
  const { handle, heard, answer, overHttp } = open();
  const asked = handle({ ...rest, path: '/2015-03-31/functions/f/invocations' });
  expect(await heard()).toEqual([expect.objectContaining({ path: '/2015-03-31/functions/f/invocations' })]);
  answer({ id: 1, status: 200, headers: {}, body: '' });
  await asked;
  expect(overHttp).not.toHaveBeenCalled();
});

test('an abort is told to the cloud, and its late answer is not heard', async () => {
  const { handle, heard, answer } = open();
  const stop = new AbortController();
  const asked = handle(sendMessage, { abortSignal: stop.signal });
  expect(await heard()).toMatchObject([{ id: 1 }]);
  stop.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError', message: 'Request aborted' });
  expect(await heard()).toEqual([{ abort: 1 }]);
  answer({ id: 1, status: 200, headers: {}, body: '' });
  await expect(handle(sendMessage, { abortSignal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
});
