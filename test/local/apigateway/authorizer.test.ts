/** Lambda authorizers: who gets in, what is passed on, what is cached. */
import { expect, test } from 'vitest';
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
