/** Bad input at the port: each gets its answer in the protocol that it speaks, and the cloud goes on serving the others. */
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { createEngine } from '../../../local/engine/engine.ts';
import { openGateway } from '../../../local/gateway/gateway.ts';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';

const SIGNED = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});
const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function post(cloud: LocalCloud, headers: Record<string, string>, body: string | Uint8Array, path = '/') {
  const answer = await fetch(`${cloud.url}${path}`, {
    method: 'POST',
    headers,
    body: body as NonNullable<RequestInit['body']>,
  });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

/** What comes back for these bytes, until the connection ends. */
async function speak(url: string, bytes: string): Promise<string> {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk;
  });
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return heard;
}

/** The cloud answers an ordinary call, and nothing was reported as its own failure. */
async function servesOn(cloud: LocalCloud, reports: readonly string[]): Promise<void> {
  const { QueueUrl } = await new SQSClient(clientSettings(cloud)).send(new CreateQueueCommand({ QueueName: 'after' }));
  expect(QueueUrl).toContain('/after');
  expect(reports).toEqual([]);
}

async function reportingCloud() {
  const reports: string[] = [];
  const cloud = await testCloud({ report: (where, error) => reports.push(`${where}: ${error}`) });
  return { cloud, reports };
}

const QUEUES = { ...JSON_1_0, ...SIGNED('sqs'), 'x-amz-target': 'AmazonSQS.CreateQueue' };

test.each<[string, Record<string, string>, string | Uint8Array, string, number, string]>([
  ['JSON that is none', QUEUES, '{"QueueName":', '/', 400, 'SerializationException'],
  ['JSON that is no object', QUEUES, 'null', '/', 400, '__type'],
  ['CBOR where JSON is spoken', QUEUES, new Uint8Array([0xbf, 0xff]), '/', 400, 'SerializationException'],
  [
    'the CBOR protocol',
    { ...SIGNED('sqs'), 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    new Uint8Array([0xbf, 0xff]),
    '/service/AmazonSQS/operation/CreateQueue',
    400,
    'message',
  ],
  [
    'an action that does not exist',
    { ...QUEUES, 'x-amz-target': 'AmazonSQS.Fly' },
    '{}',
    '/',
    400,
    'Action Fly of service sqs',
  ],
  [
    'a target that does not exist',
    { ...QUEUES, 'x-amz-target': 'Birds.Fly' },
    '{}',
    '/',
    400,
    'No service here takes Birds.Fly',
  ],
  ['a target of nothing', { ...QUEUES, 'x-amz-target': '.' }, '{}', '/', 400, 'UnknownOperationException'],
  ['a service that does not exist', SIGNED('birds'), '{}', '/fly', 400, 'no service birds here'],
  ['no service at all', {}, '', '/', 400, '(unsigned request)'],
  ['a form without an action', { ...FORM, ...SIGNED('sns') }, 'x=1', '/', 400, 'sns: POST / is not supported'],
  [
    'a form with an action that does not exist',
    { ...FORM, ...SIGNED('sns') },
    'Action=Fly',
    '/',
    400,
    '<Code>UnsupportedOperation</Code>',
  ],
  [
    'a form that would reach into all objects',
    { ...FORM, ...SIGNED('sns') },
    'Action=ListTopics&__proto__.polluted=1',
    '/',
    400,
    '<Error>',
  ],
  [
    'a form that is nested without end',
    { ...FORM, ...SIGNED('sns') },
    `Action=ListTopics&${'a.'.repeat(100_000)}a=1`,
    '/',
    400,
    'nested deeper',
  ],
  [
    'a form that is said to be packed',
    { ...FORM, ...SIGNED('sns'), 'content-encoding': 'gzip' },
    'Action=ListTopics',
    '/',
    400,
    '<Error>',
  ],
  ['JSON that is said to be packed', { ...QUEUES, 'content-encoding': 'gzip' }, '{}', '/', 400, 'not gzip'],
  [
    'a body that unpacks to too much',
    { ...QUEUES, 'content-encoding': 'gzip' },
    gzipSync(Buffer.alloc(20_000_000)),
    '/',
    400,
    'too large',
  ],
  [
    'a path that is no UTF-8',
    SIGNED('lambda'),
    '{}',
    '/2015-03-31/functions/%E0%A4%A/invocations',
    400,
    'percent encoding',
  ],
  ['a path of two slashes', SIGNED('lambda'), '{}', '//', 400, 'message'],
  ['a deep document', QUEUES, `{"QueueName":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, '/', 400, '__type'],
  [
    'a signature without its parts',
    { ...QUEUES, authorization: 'AWS4-HMAC-SHA256 nonsense' },
    '{}',
    '/',
    403,
    'IncompleteSignature',
  ],
  [
    'a credential that is too short',
    { ...QUEUES, authorization: 'AWS4-HMAC-SHA256 Credential=x/sqs, SignedHeaders=host, Signature=0' },
    '{}',
    '/',
    403,
    'exactly 5 slash-delimited elements',
  ],
])('%s', async (_, headers, body, path, status, says) => {
  const { cloud, reports } = await reportingCloud();
  const answer = await post(cloud, headers, body, path);
  expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(says)]);
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
  await servesOn(cloud, reports);
});

test('any credentials work: the form of a signature is looked at, and not the signature', async () => {
  const { cloud } = await reportingCloud();
  expect((await post(cloud, QUEUES, '{"QueueName":"q"}')).status).toBe(200);
});

test.each([
  ['JSON', QUEUES, '"__type":"RequestEntityTooLargeException"'],
  ['query', { ...FORM, ...SIGNED('sns') }, '<Code>RequestEntityTooLargeException</Code>'],
  ['REST', SIGNED('lambda'), '"message":"The request body is larger than'],
])('a body that is too large is refused in the words of %s, announced or not', async (_, headers, says) => {
  const { cloud, reports } = await reportingCloud();
  const lines = Object.entries({ host: 'x', connection: 'close', 'content-length': '80000000', ...headers });
  const announced = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const heard = await speak(cloud.url, `POST / HTTP/1.1\r\n${announced}\r\n`);
  expect(heard).toContain('HTTP/1.1 413');
  expect(heard).toContain(says);
  const streamed = httpRequest(cloud.url, { method: 'POST', headers: { ...headers, 'transfer-encoding': 'chunked' } });
  streamed.end(new Uint8Array(71 * 1024 * 1024));
  const [answer] = await once(streamed, 'response');
  answer.resume();
  expect(answer.statusCode).toBe(413);
  await servesOn(cloud, reports);
});

test.each([
  ['what is no HTTP', 'HELO example.com\r\n\r\n', '400 Bad Request', 'not a request of HTTP/1.1'],
  [
    'headers without end',
    `GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(40_000)}\r\n\r\n`,
    '431 Request Header',
    'headers are too large',
  ],
  [
    'a length that is no number',
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: many\r\n\r\n',
    '400 Bad Request',
    '__type',
  ],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    '400 Bad Request',
    '__type',
  ],
])('%s ends the connection with a reason', async (_, bytes, status, says) => {
  const { cloud, reports } = await reportingCloud();
  const heard = await speak(cloud.url, bytes);
  expect(heard).toContain(`HTTP/1.1 ${status}`);
  expect(heard).toContain(says);
  await servesOn(cloud, reports);
});

test('a client that leaves in the middle of its body costs nothing', async () => {
  const { cloud, reports } = await reportingCloud();
  const { port } = new URL(cloud.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"Que');
  await once(socket, 'connect');
  socket.resetAndDestroy();
  await servesOn(cloud, reports);
});

test.each([
  ['headers that never end', 'GET / HTTP/1.1\r\nhost: x\r\n'],
  ['a body that never comes', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"Que'],
])('%s are answered 408 when the patience is at its end', async (_, bytes) => {
  const reports: string[] = [];
  const engine = createEngine({ report: (where) => reports.push(where) });
  onTestFinished(() => engine.close());
  const patience = { headersTimeout: 30, requestTimeout: 60, keepAliveTimeout: 1_000, connectionsCheckingInterval: 20 };
  const gateway = await openGateway(engine, [], 0, patience);
  onTestFinished(() => gateway.close());
  const heard = await speak(gateway.url, bytes);
  expect(heard).toContain('HTTP/1.1 408 Request Timeout');
  expect(heard).toContain('"__type":"RequestTimeout"');
  expect(reports).toEqual([]);
});

test('a port that is taken is told with the remedy', async () => {
  const { cloud } = await reportingCloud();
  const port = Number(new URL(cloud.url).port);
  await expect(testCloud({ port })).rejects.toThrow(
    `Port ${port} is taken. Stop what listens there, or choose another with --port.`,
  );
});

test.each([
  [{ origin: 'http://elsewhere.example' }, 403],
  [{ origin: 'null' }, 403],
  [{ origin: 'http://localhost.elsewhere.example' }, 403],
  [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
  [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 200],
  [{ origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }, 200],
  [{}, 200],
])('a page of another origin may not call AWS here: %j', async (headers, status) => {
  const { cloud, reports } = await reportingCloud();
  const { hostname, port } = new URL(cloud.url);
  const path = '/?Action=ListTopics&Version=2010-03-31&X-Amz-Credential=x%2F20260101%2Fus-east-1%2Fsns%2Faws4_request';
  const sent = httpRequest({ hostname, port, method: 'POST', path, headers, agent: false }).end();
  const [answer] = await once(sent, 'response');
  answer.resume();
  expect(answer.statusCode).toBe(status);
  await servesOn(cloud, reports);
});

test('what is nested deeper than anyone can walk is refused, not failed at', async () => {
  const { cloud, reports } = await reportingCloud();
  const item = `${'{"M":{"a":'.repeat(50_000)}{"S":"1"}${'}}'.repeat(50_000)}`;
  const headers = { ...JSON_1_0, ...SIGNED('dynamodb'), 'x-amz-target': 'DynamoDB_20120810.PutItem' };
  const { status, text } = await post(cloud, headers, `{"TableName":"a","Item":{"x":${item}}}`);
  expect([status, text]).toEqual([400, expect.stringContaining('nested too deep')]);
  await servesOn(cloud, reports);
});
