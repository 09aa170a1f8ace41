/** What a client gets for what a function or a server behind an API returns. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { testApi, told } from './api.ts';

/** An API with one route for each function, by its name. */
const apiOf = (functions: Readonly<Record<string, string>>, integration: object = {}) =>
  testApi({
    functions,
    routes: Object.fromEntries(Object.keys(functions).map((name) => [`ANY /${name}`, { calls: name, integration }])),
  });

test('an object with a status code says all itself', async () => {
  const { call } = await apiOf({
    Full: `async () => ({ statusCode: 201, headers: { 'Content-Type': 'text/css', 'X-Count': 5 }, cookies: ['a=1; Secure', 'b=2'], body: 'p {}' })`,
    Bytes: `async () => ({ statusCode: 200, headers: { 'content-type': 'image/x' }, body: 'AP8B', isBase64Encoded: true })`,
    Bare: `async () => ({ statusCode: 204 })`,
  });
  const full = await call('/Full');
  expect([full.status, await full.text()]).toEqual([201, 'p {}']);
  expect(Object.fromEntries(full.headers)).toMatchObject({ 'content-type': 'text/css', 'x-count': '5' });
  expect(full.headers.getSetCookie()).toEqual(['a=1; Secure', 'b=2']);
  expect([...new Uint8Array(await (await call('/Bytes')).arrayBuffer())]).toEqual([0, 255, 1]);
  expect((await call('/Bare')).status).toBe(204);
  const head = await call('/Full', { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([201, '4', '']);
});

test('anything else is the body of a 200, as JSON', async () => {
  const { call } = await apiOf({
    Thing: 'async () => ({ message: "hello" })',
    Text: 'async () => "hello"',
    List: 'async () => [1]',
  });
  for (const [path, body] of [
    ['/Thing', '{"message":"hello"}'],
    ['/Text', 'hello'],
    ['/List', '[1]'],
  ]) {
    const response = await call(path ?? '');
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json',
      body,
    ]);
  }
});

test('a function that fails, or returns what is no answer, is a 500; one that is late is a 503', async () => {
  const { call } = await apiOf({
    Throws: 'async () => { throw new Error("no") }',
    Status: 'async () => ({ statusCode: "abc" })',
    Interim: 'async () => ({ statusCode: 100 })',
    Body: 'async () => ({ statusCode: 200, body: { not: "text" } })',
  });
  for (const path of ['/Throws', '/Status', '/Interim', '/Body'])
    expect(await told(await call(path))).toEqual([500, { message: 'Internal Server Error' }]);
  const late = await apiOf(
    { Late: 'async () => new Promise((resolve) => setTimeout(resolve, 60_000))' },
    { TimeoutInMillis: 50 },
  );
  expect(await told(await late.call('/Late'))).toEqual([503, { message: 'Service Unavailable' }]);
});

test.each([
  ['10 MB', 10 * 1024 * 1024 + 1],
  ['what a function takes', 6 * 1024 * 1024],
])('a payload above %s is refused', async (_, bytes) => {
  const { call } = await apiOf({ Any: 'async () => "never"' });
  const body = Buffer.alloc(bytes);
  expect(await told(await call('/Any', { method: 'POST', body }))).toEqual([
    413,
    { message: 'Request Entity Too Large' },
  ]);
});

test('an HTTP integration passes the request on and the answer back', async () => {
  const seen: unknown[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push([request.method, request.url, request.headers['x-own'], Buffer.concat(chunks).toString()]);
    response.writeHead(202, { 'x-back': 'yes', 'set-cookie': ['a=1', 'b=2'] }).end('passed');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { call } = await testApi({
    functions: { Unused: 'async () => 1' },
    routes: {
      'ANY /proxy/{rest+}': {
        calls: 'Unused',
        integration: {
          IntegrationType: 'HTTP_PROXY',
          IntegrationMethod: 'ANY',
          IntegrationUri: `http://127.0.0.1:${port}/up/{rest}`,
          PayloadFormatVersion: '1.0',
        },
      },
    },
  });
  const response = await call('/proxy/a/b?q=1', { method: 'PUT', headers: { 'x-own': 'mine' }, body: 'hello' });
  expect([response.status, response.headers.get('x-back'), await response.text()]).toEqual([202, 'yes', 'passed']);
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(seen).toEqual([['PUT', '/up/a/b?q=1', 'mine', 'hello']]);
});
