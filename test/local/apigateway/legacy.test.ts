/** Payload format 1.0: what functions get, what their answers mean, and authorizers in that format. */
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { guardedBy, testApi, told } from './api.ts';

const ECHO = 'async (event) => ({ statusCode: 200, body: JSON.stringify(event) })';
const legacy = (calls: string, route: object = {}) => ({ calls, route, integration: { PayloadFormatVersion: '1.0' } });
const FAILED = [500, { message: 'Internal Server Error' }];

test('a function gets format 1.0, every field of it', async () => {
  const { cloud, url } = await testApi({ functions: { Echo: ECHO }, routes: { 'POST /orders/{id}': legacy('Echo') } });
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { 'content-type': 'text/plain', 'x-own': ['1', '2'], cookie: 'a=1; b=2', 'user-agent': 'tester' };
    const asked = request(`${url}/orders/7%20a?x=1&y=%20&x=2`, { method: 'POST', headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      response.once('end', () => resolve(body));
    });
    asked.once('error', reject).end('hello');
  });
  const apiId = cloud.output('ApiId');
  expect(JSON.parse(text)).toEqual({
    version: '1.0',
    resource: '/orders/{id}',
    path: '/orders/7 a',
    httpMethod: 'POST',
    headers: expect.objectContaining({ 'x-own': '2', cookie: 'a=1; b=2', 'content-type': 'text/plain' }),
    multiValueHeaders: expect.objectContaining({ 'x-own': ['1', '2'], cookie: ['a=1; b=2'] }),
    queryStringParameters: { x: '1', y: ' ' },
    multiValueQueryStringParameters: { x: ['1', '2'], y: [' '] },
    requestContext: {
      accountId: '000000000000',
      apiId,
      domainName: `${apiId}.execute-api.us-east-1.amazonaws.com`,
      domainPrefix: apiId,
      extendedRequestId: expect.any(String),
      httpMethod: 'POST',
      identity: expect.objectContaining({ sourceIp: '127.0.0.1', userAgent: 'tester', accessKey: null, user: null }),
      path: '/orders/7 a',
      protocol: 'HTTP/1.1',
      requestId: expect.any(String),
      requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      requestTimeEpoch: expect.any(Number),
      resourceId: 'POST /orders/{id}',
      resourcePath: '/orders/{id}',
      stage: '$default',
    },
    pathParameters: { id: '7 a' },
    stageVariables: null,
    body: 'hello',
    isBase64Encoded: false,
  });
});

test('what is not there is null', async () => {
  const { call } = await testApi({ functions: { Echo: ECHO }, routes: { $default: legacy('Echo') } });
  expect((await told(await call('/x')))[1]).toMatchObject({
    resource: '$default',
    path: '/x',
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
  });
});

test('an answer needs its statusCode; headers may be lists', async () => {
  const functions = {
    Lists: `async () => ({ statusCode: 201, headers: { 'X-One': '1' }, multiValueHeaders: { 'x-many': ['a', 'b'], 'Set-Cookie': ['a=1', 'b=2'] }, body: 'b' })`,
    Plain: 'async () => ({ message: "no status" })',
    Text: 'async () => "text"',
    Odd: 'async () => ({ statusCode: 200, multiValueHeaders: { a: "b" } })',
  };
  const { call } = await testApi({
    functions,
    routes: Object.fromEntries(Object.keys(functions).map((name) => [`GET /${name}`, legacy(name)])),
  });
  const lists = await call('/Lists');
  expect([lists.status, lists.headers.get('x-one'), lists.headers.get('x-many'), await lists.text()]).toEqual([
    201,
    '1',
    'a,b',
    'b',
  ]);
  expect(lists.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  for (const path of ['/Plain', '/Text', '/Odd']) expect(await told(await call(path))).toEqual(FAILED);
});

test('an authorizer in format 1.0 gets its event, and answers with a policy', async () => {
  const policy = `async (event) => ({ principalId: 'me', context: { event: JSON.stringify(event), n: 1 }, policyDocument: { Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: event.methodArn }] } })`;
  const authorizer = {
    AuthorizerPayloadFormatVersion: '1.0',
    IdentitySource: ['$request.header.authorization', '$request.querystring.tenant'],
  };
  const { call, cloud } = await testApi({
    functions: {
      Show: 'async ({ requestContext: { authorizer } }) => ({ statusCode: 200, body: JSON.stringify(authorizer) })',
      Policy: policy,
    },
    authorizers: { Policy: authorizer },
    routes: { 'GET /a/{id}': legacy('Show', guardedBy('Policy')) },
  });
  expect((await call('/a/1')).status).toBe(401);
  const [, said] = await told(await call('/a/1?tenant=t', { headers: { authorization: 'k' } }));
  const { event, ...others } = said as { event: string };
  expect(others).toEqual({ principalId: 'me', n: 1 });
  const apiId = cloud.output('ApiId');
  expect(JSON.parse(event)).toEqual({
    version: '1.0',
    type: 'REQUEST',
    methodArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/$default/GET/a/1`,
    identitySource: 'k,t',
    authorizationToken: 'k,t',
    resource: '/a/{id}',
    path: '/a/1',
    httpMethod: 'GET',
    headers: expect.objectContaining({ authorization: 'k' }),
    queryStringParameters: { tenant: 't' },
    pathParameters: { id: '1' },
    stageVariables: {},
    requestContext: expect.objectContaining({ apiId, resourcePath: '/a/{id}', stage: '$default' }),
  });
});
