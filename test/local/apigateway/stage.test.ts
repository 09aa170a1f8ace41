/** What a stage and an API do around a route: throttling, CORS, logs, traces. */
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { clientSettings } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { guardedBy, testApi, told } from './api.ts';
import { httpProxy, upstream } from './upstream.ts';

const OK = {
  functions: { Ok: `async () => ({ statusCode: 200, headers: { 'access-control-allow-origin': 'own' }, body: 'ok' })` },
};

test('a stage without tokens left answers 429, and routes may have limits of their own', async () => {
  const { call } = await testApi({
    ...OK,
    routes: { 'GET /common': 'Ok', 'GET /own': 'Ok' },
    stage: {
      DefaultRouteSettings: { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 0.001 },
      RouteSettings: { 'GET /own': { ThrottlingBurstLimit: 1 } },
    },
  });
  const statuses: number[] = [];
  for (const path of ['/common', '/common', '/common', '/own', '/own']) statuses.push((await call(path)).status);
  expect(statuses).toEqual([200, 200, 429, 200, 429]);
  expect(await told(await call('/own'))).toEqual([429, { message: 'Too Many Requests' }]);
});

test('tokens come back with the time, for each route by itself', async () => {
  const clock = handClock();
  const uri = await upstream();
  const { call } = await testApi({
    functions: { Unused: 'async () => 1' },
    clock,
    routes: {
      'GET /a': { calls: 'Unused', integration: httpProxy(uri) },
      'GET /b': { calls: 'Unused', integration: httpProxy(uri) },
    },
    stage: { DefaultRouteSettings: { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 0.5 } },
  });
  const statuses = async (...paths: readonly string[]) => {
    const all: number[] = [];
    for (const path of paths) all.push((await call(path)).status);
    return all;
  };
  expect(await statuses('/a', '/a', '/a', '/b', '/b', '/b')).toEqual([200, 200, 429, 200, 200, 429]);
  clock.advance(2_000);
  expect(await statuses('/a', '/a', '/b')).toEqual([200, 429, 200]);
  clock.advance(60_000);
  expect(await statuses('/a', '/a', '/a')).toEqual([200, 200, 429]);
});

test('stage variables choose the function and the server', async () => {
  const uri = await upstream();
  const { call } = await testApi({
    functions: { Ok: 'async () => "blue"', Other: 'async () => "green"' },
    stage: { StageVariables: { function: { Ref: 'FunctionOther' }, upstream: uri } },
    routes: {
      'GET /function': {
        calls: 'Ok',
        integration: {
          IntegrationUri: {
            'Fn::Join': [
              '',
              [
                'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:',
                `\${stageVariables.function}/invocations`,
              ],
            ],
          },
        },
      },
      'GET /server': { calls: 'Ok', integration: httpProxy(`\${stageVariables.upstream}/there`) },
    },
  });
  expect(await (await call('/function')).text()).toBe('green');
  expect(await told(await call('/server'))).toMatchObject([200, { url: '/there' }]);
});

const cors = {
  AllowOrigins: ['https://here.example', 'http://*'],
  AllowMethods: ['GET', 'POST'],
  AllowHeaders: ['authorization'],
  ExposeHeaders: ['date'],
  AllowCredentials: true,
  MaxAge: 60,
};
const accessControl = (response: Response) =>
  Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('access-control-')));

test('with CORS, preflights are answered and the headers of functions replaced', async () => {
  const { call } = await testApi({ ...OK, routes: { 'GET /a': 'Ok' }, api: { CorsConfiguration: cors } });
  const preflight = (origin: string) =>
    call('/a', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } });
  const answered = await preflight('https://here.example');
  const shared = {
    'access-control-allow-origin': 'https://here.example',
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'date',
  };
  expect([answered.status, accessControl(answered)]).toEqual([
    204,
    {
      ...shared,
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '60',
    },
  ]);
  expect(accessControl(await preflight('https://elsewhere.example'))).toEqual({});
  expect(accessControl(await call('/a', { headers: { origin: 'https://here.example' } }))).toEqual(shared);
  const plain = await call('/a', { headers: { origin: 'http://any.example' } });
  expect(plain.headers.get('access-control-allow-origin')).toBe('http://any.example');
  expect(accessControl(await call('/a', { headers: { origin: 'https://elsewhere.example' } }))).toEqual({});
});

test('origins may hold a star; without CORS an OPTIONS request is one like others', async () => {
  const { call } = await testApi({
    ...OK,
    routes: { 'ANY /a': 'Ok' },
    api: { CorsConfiguration: { AllowOrigins: ['https://*.example'], AllowMethods: ['*'] } },
  });
  const allowed = async (origin: string) =>
    (await call('/a', { headers: { origin } })).headers.get('access-control-allow-origin');
  expect(await allowed('https://a.b.example')).toBe('https://a.b.example');
  expect(await allowed('http://a.example')).toBeNull();
  expect(await allowed('https://example.elsewhere')).toBeNull();
  const simple = await call('/a', { method: 'OPTIONS', headers: { origin: 'https://a.example' } });
  expect([simple.status, await simple.text()]).toEqual([200, 'ok']); // no preflight: it asks for no method
  const plain = await testApi({ ...OK, routes: { 'ANY /a': 'Ok' } });
  const headers = { origin: 'https://a.example', 'access-control-request-method': 'GET' };
  const answer = await plain.call('/a', { method: 'OPTIONS', headers });
  expect([answer.status, accessControl(answer)]).toEqual([200, { 'access-control-allow-origin': 'own' }]);
});

test('an access log has a line for each request, in the format of the stage', async () => {
  const { call, cloud } = await testApi({
    ...OK,
    routes: { 'GET /a/{id}': 'Ok' },
    more: { Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'access' } } },
    stage: {
      AccessLogSettings: {
        DestinationArn: { 'Fn::GetAtt': ['Log', 'Arn'] },
        Format:
          '$context.httpMethod $context.routeKey $context.path $context.status $context.responseLength $context.unknown',
      },
    },
  });
  await call('/a/1');
  const logs = new CloudWatchLogsClient(clientSettings(cloud));
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: 'access' }));
  expect(events?.map(({ message }) => message)).toEqual(['GET GET /a/{id} /a/1 200 2 -']);
});

test('every request leaves a trace with its route and outcome, and no payload', async () => {
  const { call, cloud } = await testApi({ ...OK, routes: { 'POST /a': 'Ok' } });
  await call('/a', { method: 'POST', body: 'secret' });
  await call('/b');
  const traces = cloud.engine.traces.since(0).filter(({ service }) => service === 'apigateway');
  expect(traces.map(({ action, outcome }) => [action, outcome])).toEqual([
    ['POST /a', 'ok'],
    ['GET (no route)', '404'],
  ]);
  expect(JSON.stringify(traces)).not.toContain('secret');
});

test('an access log knows what the authorizer said, and why a request failed', async () => {
  const { call, cloud } = await testApi({
    functions: {
      Boom: 'async () => { throw new Error("x") }',
      Key: 'async () => ({ isAuthorized: true, context: { principal: "ann", n: 1 } })',
    },
    authorizers: { Key: { EnableSimpleResponses: true } },
    routes: { 'GET /a': { calls: 'Boom', route: guardedBy('Key') } },
    more: { Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'access' } } },
    stage: {
      AccessLogSettings: {
        DestinationArn: { 'Fn::GetAtt': ['Log', 'Arn'] },
        Format: '$context.authorizer.principal $context.authorizer.n $context.status $context.integrationErrorMessage',
      },
    },
  });
  await call('/a');
  const logs = new CloudWatchLogsClient(clientSettings(cloud));
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: 'access' }));
  expect(events?.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^ann 1 500 arn:aws:lambda:\S+ failed: Unhandled\.$/),
  ]);
});

test('on a clock that skips, functions and servers have the time they need', async () => {
  const uri = await upstream();
  const { call } = await testApi({
    functions: { Ok: 'async () => "ok"', Key: 'async () => ({ isAuthorized: true })' },
    clock: 'skip',
    authorizers: { Key: { EnableSimpleResponses: true } },
    routes: {
      'GET /function': { calls: 'Ok', route: guardedBy('Key') },
      'GET /server': { calls: 'Ok', integration: httpProxy(uri) },
    },
  });
  expect((await call('/function')).status).toBe(200);
  expect((await call('/server')).status).toBe(200);
});
