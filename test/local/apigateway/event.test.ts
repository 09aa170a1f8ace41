/** What a function behind an API is called with. */
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { testApi, told } from './api.ts';

const ECHO = 'async (event) => event';

test('a function gets payload format 2.0, every field of it', async () => {
  const { call, cloud, url } = await testApi({ functions: { Echo: ECHO }, routes: { 'POST /orders/{id}': 'Echo' } });
  const [, event] = await told(
    await call('/orders/7%20a?x=1&y=%20&x=2', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-own': 'one', cookie: 'a=1; b=2', 'user-agent': 'tester' },
      body: '{"n":1}',
    }),
  );
  const apiId = cloud.output('ApiId');
  const { host } = new URL(url);
  expect(event).toEqual({
    version: '2.0',
    routeKey: 'POST /orders/{id}',
    rawPath: '/orders/7 a',
    rawQueryString: 'x=1&y=%20&x=2',
    cookies: ['a=1', 'b=2'],
    headers: expect.objectContaining({
      host,
      'content-type': 'application/json',
      'content-length': '7',
      'x-own': 'one',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': host.split(':')[1],
    }),
    queryStringParameters: { x: '1,2', y: ' ' },
    requestContext: {
      accountId: '000000000000',
      apiId,
      domainName: `${apiId}.execute-api.us-east-1.amazonaws.com`,
      domainPrefix: apiId,
      http: { method: 'POST', path: '/orders/7 a', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'tester' },
      requestId: expect.any(String),
      routeKey: 'POST /orders/{id}',
      stage: '$default',
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
    pathParameters: { id: '7 a' },
    body: '{"n":1}',
    isBase64Encoded: false,
  });
  expect((event as { headers: object }).headers).not.toHaveProperty('cookie');
});

test('text travels as it is, everything else as base64', async () => {
  const { call } = await testApi({
    functions: { Echo: 'async ({ body, isBase64Encoded }) => ({ body, isBase64Encoded })' },
    routes: { $default: 'Echo' },
  });
  const sent = async (type: string, body: string | Uint8Array<ArrayBuffer>) =>
    (await told(await call('/', { method: 'POST', headers: { 'content-type': type }, body })))[1];
  const bytes = new Uint8Array([0, 255, 1]);
  expect(await sent('text/plain; charset=utf-8', 'ü')).toEqual({ body: 'ü', isBase64Encoded: false });
  expect(await sent('application/json', '{}')).toEqual({ body: '{}', isBase64Encoded: false });
  expect(await sent('application/cloudevents+json', '{}')).toEqual({ body: 'e30=', isBase64Encoded: true });
  expect(await sent('', bytes)).toEqual({ body: 'AP8B', isBase64Encoded: true });
  expect(await sent('application/octet-stream', bytes)).toEqual({ body: 'AP8B', isBase64Encoded: true });
  expect(await sent('application/x-www-form-urlencoded', 'a=b')).toEqual({ body: 'YT1i', isBase64Encoded: true });
});

test('repeated headers are joined with commas; an API can be reached by its host name', async () => {
  const { cloud } = await testApi({
    functions: { Echo: "async ({ headers, rawPath }) => ({ own: headers['x-own'], rawPath })" },
    routes: { 'GET /here': 'Echo' },
  });
  const body = await new Promise<string>((resolve, reject) => {
    const asked = request(
      `${cloud.url}/here`,
      { headers: { host: `${cloud.output('ApiId')}.execute-api.us-east-1.localhost`, 'x-own': ['1', '2'] } },
      (response) => response.setEncoding('utf8').once('data', resolve),
    );
    asked.once('error', reject).end();
  });
  expect(JSON.parse(body)).toEqual({ own: '1,2', rawPath: '/here' });
});
