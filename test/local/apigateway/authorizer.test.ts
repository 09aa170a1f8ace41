/** Lambda authorizers: who gets in, what is passed on, what is cached. */
import { ApiGatewayV2Client, ResetAuthorizersCacheCommand } from '@aws-sdk/client-apigatewayv2';
import { expect, test } from 'vitest';
import { clientSettings } from '../../kit/cloud.ts';
import { jumpingClock } from '../../kit/jumping-clock.ts';
import { guardedBy, testApi, told } from './api.ts';

const SHOW = 'async ({ requestContext: { authorizer } }) => authorizer';
const UNAUTHORIZED = [401, { message: 'Unauthorized' }];
const FORBIDDEN = [403, { message: 'Forbidden' }];
const FAILED = [500, { message: 'Internal Server Error' }];

/** Answers with what it was called with and how often. */
const SIMPLE = `(() => { let calls = 0; return async ({ version, type, routeArn, identitySource, body }) => ({
  isAuthorized: identitySource[0] !== 'bad', context: { version, type, routeArn, identitySource, calls: ++calls, body } }) })()`;

const headerSource = { IdentitySource: ['$request.header.Authorization'] };
const withKey = (key: string): RequestInit => ({ headers: { authorization: key } });

test('a simple response admits or forbids, and its context reaches the function', async () => {
  const { call, cloud } = await testApi({
    functions: { Show: SHOW, Simple: SIMPLE },
    authorizers: { Simple: { ...headerSource, EnableSimpleResponses: true, AuthorizerResultTtlInSeconds: 0 } },
    routes: { 'GET /a': { calls: 'Show', route: guardedBy('Simple') } },
  });
  expect(await told(await call('/a'))).toEqual(UNAUTHORIZED);
  expect(await told(await call('/a', withKey('bad')))).toEqual(FORBIDDEN);
  expect(await told(await call('/a', withKey('good')))).toEqual([
    200,
    {
      lambda: {
        version: '2.0',
        type: 'REQUEST',
        routeArn: `arn:aws:execute-api:us-east-1:000000000000:${cloud.output('ApiId')}/$default/GET/a`,
        identitySource: ['good'],
        calls: 2,
      },
    },
  ]);
});

test('results are cached for an identity, for all routes of the authorizer', async () => {
  const { call } = await testApi({
    functions: { Show: SHOW, Simple: SIMPLE },
    authorizers: { Simple: { ...headerSource, EnableSimpleResponses: true, AuthorizerResultTtlInSeconds: 60 } },
    routes: {
      'GET /a': { calls: 'Show', route: guardedBy('Simple') },
      'GET /b': { calls: 'Show', route: guardedBy('Simple') },
    },
  });
  const calls = async (path: string, key: string) =>
    ((await (await call(path, withKey(key))).json()) as { lambda: { calls: number } }).lambda.calls;
  expect([await calls('/a', 'k1'), await calls('/b', 'k1'), await calls('/a', 'k2'), await calls('/a', 'k1')]).toEqual([
    1, 1, 2, 1,
  ]);
});

test('a policy decides for each route, also when it comes from the cache', async () => {
  const policy = `async ({ routeArn }) => ({ principalId: 'me', context: { who: 'me' }, policyDocument: { Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: routeArn.replace(/GET.*/, 'GET/open/*') }] } })`;
  const guarded = { calls: 'Show', route: guardedBy('Policy') };
  const { call } = await testApi({
    functions: { Show: SHOW, Policy: policy },
    authorizers: { Policy: { ...headerSource, AuthorizerResultTtlInSeconds: 60 } },
    routes: { 'GET /open/{id}': guarded, 'GET /closed': guarded },
  });
  expect(await told(await call('/open/1', withKey('k')))).toEqual([200, { lambda: { who: 'me' } }]);
  expect(await told(await call('/closed', withKey('k')))).toEqual(FORBIDDEN);
});

test('every identity source must be there: headers, query and stage variables', async () => {
  const { call } = await testApi({
    functions: { Show: SHOW, Simple: SIMPLE },
    authorizers: {
      Simple: {
        IdentitySource: [
          '$request.header.X-Key',
          '$request.querystring.tenant',
          '$stageVariables.colour',
          '$context.routeKey',
        ],
        EnableSimpleResponses: true,
      },
    },
    routes: { 'GET /a': { calls: 'Show', route: guardedBy('Simple') } },
    stage: { StageVariables: { colour: 'blue' } },
  });
  expect(await told(await call('/a?tenant=t'))).toEqual(UNAUTHORIZED);
  expect(await told(await call('/a', { headers: { 'x-key': 'k' } }))).toEqual(UNAUTHORIZED);
  const [, body] = await told(await call('/a?tenant=t', { headers: { 'x-key': 'k' } }));
  expect(body).toMatchObject({ lambda: { identitySource: ['k', 't', 'blue', 'GET /a'] } });
});

test('an authorizer that throws, or answers what is not understood, is a 500', async () => {
  const simple = { ...headerSource, EnableSimpleResponses: true };
  const { call } = await testApi({
    functions: { Show: SHOW, Throws: 'async () => { throw new Error("x") }', Odd: 'async () => ({ allowed: true })' },
    authorizers: { Throws: simple, Odd: simple },
    routes: {
      'GET /throws': { calls: 'Show', route: guardedBy('Throws') },
      'GET /odd': { calls: 'Show', route: guardedBy('Odd') },
    },
  });
  expect(await told(await call('/throws', withKey('k')))).toEqual(FAILED);
  expect(await told(await call('/odd', withKey('k')))).toEqual(FAILED);
});

test('a result holds for its time or until the cache is reset, and no longer', async () => {
  const clock = jumpingClock();
  const { call, cloud } = await testApi({
    functions: { Show: SHOW, Simple: SIMPLE },
    clock,
    authorizers: { Simple: { ...headerSource, EnableSimpleResponses: true, AuthorizerResultTtlInSeconds: 60 } },
    routes: { 'GET /a': { calls: 'Show', route: guardedBy('Simple') } },
  });
  const calls = async () =>
    ((await (await call('/a', withKey('k'))).json()) as { lambda: { calls: number } }).lambda.calls;
  expect([await calls(), await calls()]).toEqual([1, 1]);
  clock.jump(61_000);
  expect([await calls(), await calls()]).toEqual([2, 2]);
  const client = new ApiGatewayV2Client(clientSettings(cloud));
  const ApiId = cloud.output('ApiId');
  await client.send(new ResetAuthorizersCacheCommand({ ApiId, StageName: '$default' }));
  expect(await calls()).toBe(3);
  await expect(client.send(new ResetAuthorizersCacheCommand({ ApiId, StageName: 'beta' }))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
});

test('a deny forbids, and so does a policy that says nothing of the route', async () => {
  const policy = `async ({ identitySource: [key], routeArn }) => ({ principalId: 'me', policyDocument: { Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'execute-api:Invoke', Resource: routeArn }].slice(...JSON.parse(key)) } })`;
  const { call } = await testApi({
    functions: { Show: SHOW, Policy: policy },
    authorizers: { Policy: headerSource },
    routes: { 'GET /a': { calls: 'Show', route: guardedBy('Policy') } },
  });
  expect(await told(await call('/a', withKey('[0,1]')))).toEqual([200, { lambda: null }]);
  expect(await told(await call('/a', withKey('[0,2]')))).toEqual(FORBIDDEN);
  expect(await told(await call('/a', withKey('[0,0]')))).toEqual(FORBIDDEN);
});

test('an authorizer that takes more than ten seconds is a 500', async () => {
  const clock = jumpingClock();
  const waiting = Promise.withResolvers<void>();
  const limit: typeof clock.limit = (waitMs, run) => {
    if (waitMs === 10_000) waiting.resolve();
    return clock.limit(waitMs, run);
  };
  const { call, cloud } = await testApi({
    functions: { Show: SHOW, Slow: 'async () => new Promise(() => undefined)' },
    clock: { ...clock, limit },
    authorizers: { Slow: { ...headerSource, EnableSimpleResponses: true } },
    routes: { 'GET /a': { calls: 'Show', route: guardedBy('Slow') } },
  });
  const answer = call('/a', withKey('k'));
  await waiting.promise;
  clock.jump(10_001);
  expect(await told(await answer)).toEqual(FAILED);
  const trace = await cloud.engine.traces.find(({ action }) => action === 'GET /a');
  expect(trace.detail?.reason).toContain('took longer than 10000 ms');
});

test('an authorizer in format 1.0 gives no simple responses', async () => {
  const refused = testApi({
    functions: { Show: SHOW, Simple: SIMPLE },
    authorizers: { Simple: { AuthorizerPayloadFormatVersion: '1.0', EnableSimpleResponses: true } },
    routes: { 'GET /a': 'Show' },
  });
  await expect(refused).rejects.toThrow('EnableSimpleResponses is not supported');
});
