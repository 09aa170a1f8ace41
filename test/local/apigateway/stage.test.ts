/** What a stage and an API do around a route: throttling, CORS, logs, traces. */
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { clientSettings } from '../../kit/cloud.ts';
import { testApi, told } from './api.ts';

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
