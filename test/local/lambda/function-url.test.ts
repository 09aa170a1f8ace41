/** A function's URL: what the function gets, what the client gets. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { publicUrl } from '../../kit/function-urls.ts';
import { testFunctions } from '../../kit/functions.ts';

const ECHO = 'export const handler = async (event) => event;';

test('a request arrives in payload format 2.0, to the letter', async () => {
  const cloud = await testCloud();
  const url = await publicUrl(testFunctions(cloud), 'echo', ECHO);
  const id = url.split('/').at(-2) ?? '';
  const response = await fetch(`${url}a%2Fb/c?x=1&x=2&y=a%20b`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: 'a=1; b=2', 'X-Two': 'one', 'User-Agent': 'test' },
    body: '{"ü":1}',
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/a%2Fb/c',
    rawQueryString: 'x=1&x=2&y=a%20b',
    cookies: ['a=1', 'b=2'],
    headers: expect.objectContaining({
      'content-type': 'application/json',
      'content-length': '8',
      'x-two': 'one',
      'user-agent': 'test',
      host: new URL(cloud.url).host,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': new URL(cloud.url).port,
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
    }),
    queryStringParameters: { x: '1,2', y: 'a b' },
    requestContext: {
      accountId: 'anonymous',
      apiId: id,
      domainName: `${id}.lambda-url.us-east-1.on.aws`,
      domainPrefix: id,
      http: { method: 'POST', path: '/a%2Fb/c', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: response.headers.get('x-amzn-requestid'),
      routeKey: '$default',
      stage: '$default',
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
    body: '{"ü":1}',
    isBase64Encoded: false,
  });
});

test('names that every object of JavaScript has are names like any other', async () => {
  const url = await publicUrl(testFunctions(await testCloud()), 'echo', ECHO);
  const response = await fetch(`${url}?constructor=1&__proto__=2&__proto__=3`, { headers: { tostring: 'a' } });
  const event = (await response.json()) as { queryStringParameters: object; headers: object };
  expect(Object.entries(event.queryStringParameters)).toEqual([
    ['constructor', '1'],
    ['__proto__', '2,3'],
  ]);
  expect(event.headers).toMatchObject({ tostring: 'a' });
});

test('the address of AWS, by host name, is served too', async () => {
  const cloud = await testCloud();
  const url = await publicUrl(testFunctions(cloud), 'echo', ECHO);
  const host = `${url.split('/').at(-2)}.lambda-url.us-east-1.localhost:${new URL(cloud.url).port}`;
  const [response] = (await once(get(`${cloud.url}/a%20b?x=1`, { headers: { host } }), 'response')) as [
    IncomingMessage,
  ];
  let text = '';
  for await (const chunk of response) text += chunk;
  expect(JSON.parse(text)).toMatchObject({ rawPath: '/a%20b', rawQueryString: 'x=1', headers: { host } });
});

test.for([
  ['text', 'text/plain; charset=utf-8', 'a', false],
  ['JSON of its own kind', 'application/vnd.api+json', '{}', false],
  ['a form', 'application/x-www-form-urlencoded', 'a=1', true],
  ['bytes', 'application/octet-stream', 'a', true],
] as const)('a body that is %s arrives as text or as base64', async ([, type, body, isBase64Encoded]) => {
  const url = await publicUrl(testFunctions(await testCloud()), 'echo', ECHO);
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body: Buffer.from(body) });
  const event = (await response.json()) as { isBase64Encoded: boolean; body: string };
  expect(event).toMatchObject({ isBase64Encoded });
  expect(Buffer.from(event.body, isBase64Encoded ? 'base64' : 'utf8').toString()).toBe(body);
});

test.for([
  ['an object', '({ a: 1 })', 200, 'application/json', '{"a":1}'],
  ['a string', '"text"', 200, 'application/json', 'text'],
  ['nothing', 'undefined', 200, 'application/json', 'null'],
  ['a status and a body', '({ statusCode: 201, body: "made" })', 201, 'application/json', 'made'],
  ['a status as text', '({ statusCode: "202" })', 202, 'application/json', ''],
  ['a body that is an object', '({ statusCode: 200, body: { a: 1 } })', 200, 'application/json', '{"a":1}'],
  [
    'base64',
    '({ statusCode: 200, headers: { "Content-Type": "image/x" }, body: "aGk=", isBase64Encoded: true })',
    200,
    'image/x',
    'hi',
  ],
  ['no content', '({ statusCode: 204, body: "ignored" })', 204, 'application/json', ''],
  ['a status that is none', '({ statusCode: 1000 })', 502, 'application/json', 'Internal Server Error'],
  [
    'a header with a line break',
    '({ statusCode: 200, headers: { a: "b\\nc" } })',
    502,
    'application/json',
    'Internal Server Error',
  ],
  [
    'cookies that are no list',
    '({ statusCode: 200, cookies: "a=1" })',
    502,
    'application/json',
    'Internal Server Error',
  ],
  ['an error', '(() => { throw new Error("no"); })()', 502, 'application/json', 'Internal Server Error'],
  ['7 MB', '"a".repeat(7e6)', 502, 'application/json', 'Internal Server Error'],
] as const)('a function that returns %s', async ([, expression, status, type, text]) => {
  const url = await publicUrl(
    testFunctions(await testCloud()),
    'odd',
    `export const handler = async () => ${expression};`,
  );
  const response = await fetch(url);
  expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([status, type, text]);
});

test('cookies of a function are headers of their own', async () => {
  const source =
    'export const handler = async () => ({ statusCode: 200, cookies: ["a=1; Path=/", "b=2"], headers: { "X-N": 7 } });';
  const { headers } = await fetch(await publicUrl(testFunctions(await testCloud()), 'cookies', source));
  expect(headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
  expect(headers.get('x-n')).toBe('7');
});

test('CORS: preflights are answered for the function, other answers get the headers of allowed origins', async () => {
  const functions = testFunctions(await testCloud());
  const Cors = {
    AllowOrigins: ['https://a.example'],
    AllowMethods: ['GET', 'PUT'],
    AllowHeaders: ['x-own'],
    ExposeHeaders: ['x-seen'],
    AllowCredentials: true,
    MaxAge: 600,
  };
  const url = await publicUrl(
    functions,
    'echo',
    'export const handler = async (event) => event.requestContext.http.method;',
    { Cors },
  );
  const ask = (origin: string) => ({
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'PUT' },
  });
  const preflight = await fetch(url, ask('https://a.example'));
  expect([preflight.status, await preflight.text()]).toEqual([200, '']);
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    'access-control-allow-origin': 'https://a.example',
    'access-control-allow-methods': 'GET,PUT',
    'access-control-allow-headers': 'x-own',
    'access-control-expose-headers': 'x-seen',
    'access-control-allow-credentials': 'true',
    'access-control-max-age': '600',
    vary: 'Origin',
  });
  expect((await fetch(url, ask('https://b.example'))).headers.has('access-control-allow-origin')).toBe(false);
  const answer = await fetch(url, { headers: { origin: 'https://a.example' } });
  expect([await answer.text(), answer.headers.get('access-control-allow-origin')]).toEqual([
    'GET',
    'https://a.example',
  ]);
  const plain = await fetch(url, { method: 'OPTIONS' });
  expect([await plain.text(), plain.headers.has('access-control-allow-origin')]).toEqual(['OPTIONS', false]);
});

test('a request above 6 MB is refused, and so is one above the concurrency of the function', async () => {
  const functions = testFunctions(await testCloud());
  const url = await publicUrl(functions, 'echo', 'export const handler = async () => 1;');
  const big = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: 'a'.repeat(6 * 1024 * 1024),
  });
  expect([big.status, await big.json()]).toEqual([
    413,
    { Message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation' },
  ]);
  await functions.client.send(
    new PutFunctionConcurrencyCommand({ FunctionName: 'echo', ReservedConcurrentExecutions: 0 }),
  );
  const busy = await fetch(url);
  expect([busy.status, busy.headers.get('x-amzn-errortype')]).toEqual([429, 'TooManyRequestsException']);
});
