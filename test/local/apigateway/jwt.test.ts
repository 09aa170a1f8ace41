/** JWT authorizers: whose tokens get in, what is passed on, and what a client is told. */
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateAuthorizerCommand,
  type CreateAuthorizerCommandInput,
} from '@aws-sdk/client-apigatewayv2';
import { expect, test } from 'vitest';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { jumpingClock } from '../../kit/jumping-clock.ts';
import { testApi, told } from './api.ts';
import { type Issuer, testIssuer } from './issuer.ts';

const AUDIENCE = 'https://api.example';

const jwtAuthorizer = (Issuer: string, more: object = {}) => ({
  AuthorizerType: 'JWT',
  IdentitySource: ['$request.header.Authorization'],
  JwtConfiguration: { Issuer, Audience: [AUDIENCE, 'other'] },
  ...more,
});

const guarded = (scopes?: readonly string[]) => ({
  AuthorizationType: 'JWT',
  AuthorizerId: { Ref: 'AuthorizerToken' },
  ...(scopes && { AuthorizationScopes: scopes }),
});

const SHOW = 'async ({ requestContext: { authorizer } }) => authorizer';

const guardedApi = (issuer: Issuer, more: Partial<Parameters<typeof testApi>[0]> = {}) =>
  testApi({
    functions: { Show: SHOW },
    authorizers: { Token: jwtAuthorizer(issuer.url) },
    routes: {
      'GET /open': { calls: 'Show', route: guarded() },
      'GET /scoped': { calls: 'Show', route: guarded(['orders:read', 'orders:all']) },
    },
    ...more,
  });

const nowS = () => Math.floor(Date.now() / 1000);
const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });
const refused = async (response: Response) => [
  ...(await told(response)),
  /error_description="([^"]+)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1],
];
const UNAUTHORIZED = [401, { message: 'Unauthorized' }];

test('a token of the issuer gets in; its claims reach the function as text', async () => {
  const issuer = await testIssuer();
  const { call } = await guardedApi(issuer);
  const exp = nowS() + 60;
  const claims = { iss: issuer.url, aud: AUDIENCE, sub: 'ann', exp };
  const odd = { groups: ['a', 'b'], deep: { n: [1] }, level: 3, ok: true, none: null };
  const token = await issuer.token({ ...claims, ...odd, scope: 'orders:read mail' });
  const seen = {
    ...claims,
    exp: `${exp}`,
    groups: '[a b]',
    deep: '{"n":[1]}',
    level: '3',
    ok: 'true',
    scope: 'orders:read mail',
  };
  expect(await told(await call('/open', bearer(token)))).toEqual([200, { jwt: { claims: seen, scopes: null } }]);
  expect(await told(await call('/scoped', { headers: { authorization: token } }))).toEqual([
    200,
    { jwt: { claims: seen, scopes: ['orders:read', 'mail'] } },
  ]);
});

test('every claim is checked, and the challenge says which was wrong', async () => {
  const issuer = await testIssuer();
  const { call } = await guardedApi(issuer);
  const good = { iss: issuer.url, aud: AUDIENCE, exp: nowS() + 60 };
  const answer = async (claims: object) => refused(await call('/open', bearer(await issuer.token({ ...claims }))));
  const { exp: _, ...endless } = good;
  const { aud: __, ...toNobody } = good;
  expect({
    issuer: await answer({ ...good, iss: 'https://elsewhere.example' }),
    audience: await answer({ ...good, aud: ['somebody'] }),
    audienceBeforeClient: await answer({ ...good, aud: 'somebody', client_id: AUDIENCE }),
    noAudience: await answer(toNobody),
    expired: await answer({ ...good, exp: nowS() - 1 }),
    endless: await answer(endless),
    early: await answer({ ...good, nbf: nowS() + 60 }),
    future: await answer({ ...good, iat: nowS() + 60 }),
    wrongType: await answer({ ...good, scope: 5 }),
  }).toEqual({
    issuer: [...UNAUTHORIZED, 'the token does not have a valid issuer'],
    audience: [...UNAUTHORIZED, 'the token does not have a valid audience'],
    audienceBeforeClient: [...UNAUTHORIZED, 'the token does not have a valid audience'],
    noAudience: [...UNAUTHORIZED, 'the token does not have a valid audience'],
    expired: [...UNAUTHORIZED, 'the token has expired'],
    endless: [...UNAUTHORIZED, 'the token has expired'],
    early: [...UNAUTHORIZED, 'the token is not valid yet'],
    future: [...UNAUTHORIZED, 'the token was issued in the future'],
    wrongType: [...UNAUTHORIZED, 'the token cannot be decoded'],
  });
  const client = await issuer.token({ ...toNobody, client_id: 'other' });
  expect((await call('/open', bearer(client))).status).toBe(200);
});

test('every signature is checked: its algorithm, its key, its bytes', async () => {
  const issuer = await testIssuer();
  const { call } = await guardedApi(issuer);
  const claims = { iss: issuer.url, aud: AUDIENCE, exp: nowS() + 60 };
  const other = await testIssuer();
  const good = await issuer.token(claims);
  const [head = '', , signature = ''] = good.split('.');
  const forged = `${head}.${Buffer.from(JSON.stringify({ ...claims, sub: 'root' })).toString('base64url')}.${signature}`;
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${good.split('.')[1]}.`;
  const answer = async (token: string) => refused(await call('/open', bearer(token)));
  expect({
    forged: await answer(forged),
    none: await answer(none),
    symmetric: await answer(
      await issuer.token(claims, { alg: 'HS256', key: new TextEncoder().encode('x'.repeat(32)) }),
    ),
    otherKey: await answer(await other.token(claims)),
    unknownKey: await answer(await issuer.token(claims, { kid: 'nobody' })),
    twoParts: await answer('a.b'),
    noJson: await answer('a.b.c'),
  }).toEqual({
    forged: [...UNAUTHORIZED, 'the signature is invalid'],
    none: [...UNAUTHORIZED, 'signing method none is invalid'],
    symmetric: [...UNAUTHORIZED, 'signing method HS256 is invalid'],
    otherKey: [...UNAUTHORIZED, 'the signature is invalid'],
    unknownKey: [...UNAUTHORIZED, 'the token does not name a key of the issuer'],
    twoParts: [...UNAUTHORIZED, 'token contains an invalid number of segments'],
    noJson: [...UNAUTHORIZED, 'the token cannot be decoded'],
  });
  const missing = await call('/open');
  expect([...(await told(missing)), missing.headers.get('www-authenticate')]).toEqual([...UNAUTHORIZED, 'Bearer']);
});

test('of the scopes of the route one is enough, and none is a 403', async () => {
  const issuer = await testIssuer();
  const { call } = await guardedApi(issuer);
  const claims = { iss: issuer.url, aud: AUDIENCE, exp: nowS() + 60 };
  const answer = async (more: object) => call('/scoped', bearer(await issuer.token({ ...claims, ...more })));
  expect((await answer({ scope: 'mail orders:all' })).status).toBe(200);
  expect((await answer({ scp: ['orders:read'] })).status).toBe(200);
  const without = await answer({ scope: 'mail' });
  expect(await told(without)).toEqual([403, { message: 'Forbidden' }]);
  expect(without.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  expect((await answer({})).status).toBe(403);
});

test('keys are kept for two hours, and asked for anew when a token names another one', async () => {
  const issuer = await testIssuer();
  const clock = jumpingClock();
  const { call } = await guardedApi(issuer, { clock });
  const claims = { iss: issuer.url, aud: AUDIENCE, exp: nowS() + 86_400 };
  const old = await issuer.token(claims);
  const status = async (token: string) => (await call('/open', bearer(token))).status;
  expect([await status(old), await status(old), issuer.asked()]).toEqual([200, 200, 1]);
  await issuer.rotate('two');
  const next = await issuer.token(claims);
  expect([await status(next), issuer.asked()]).toEqual([401, 1]);
  clock.jump(30_000);
  expect([await status(next), await status(old), issuer.asked()]).toEqual([200, 401, 2]);
  clock.jump(2 * 60 * 60 * 1000);
  expect([await status(next), issuer.asked()]).toEqual([200, 3]);
});

test('an issuer that does not answer, or not in time, lets nobody in; tokens may come in the query', async () => {
  const issuer = await testIssuer();
  const { call, cloud } = await testApi({
    functions: { Show: SHOW },
    authorizers: {
      Token: jwtAuthorizer('http://127.0.0.1:9'),
      Query: { ...jwtAuthorizer(issuer.url), IdentitySource: ['$request.querystring.token'] },
    },
    routes: {
      'GET /dead': { calls: 'Show', route: guarded() },
      'GET /query': { calls: 'Show', route: { ...guarded(), AuthorizerId: { Ref: 'AuthorizerQuery' } } },
    },
  });
  const token = await issuer.token({ iss: issuer.url, aud: AUDIENCE, exp: nowS() + 60 });
  expect(await refused(await call('/dead', bearer(token)))).toEqual([
    ...UNAUTHORIZED,
    'OIDC discovery endpoint communication error',
  ]);
  expect((await call(`/query?token=${token}`)).status).toBe(200);
  expect((await call('/query', bearer(token))).status).toBe(401);
  const trace = await cloud.engine.traces.find(({ action, outcome }) => action === 'GET /dead' && outcome === '401');
  expect(trace.detail).toEqual({ reason: expect.stringContaining('fetch failed') });
});

test('claims are there for access logs and mappings', async () => {
  const issuer = await testIssuer();
  const { call } = await guardedApi(issuer, {
    functions: { Show: "async ({ headers }) => headers['x-sub']" },
    routes: {
      'GET /open': {
        calls: 'Show',
        route: guarded(),
        integration: { RequestParameters: { 'overwrite:header.x-sub': '$context.authorizer.claims.sub' } },
      },
    },
  });
  const token = await issuer.token({ iss: issuer.url, aud: AUDIENCE, exp: nowS() + 60, sub: 'ann' });
  expect(await (await call('/open', bearer(token))).text()).toBe('ann');
});

test('an authorizer that cannot work is refused when it is made', async () => {
  const cloud = await testCloud();
  const client = new ApiGatewayV2Client(clientSettings(cloud));
  const { ApiId } = await client.send(new CreateApiCommand({ Name: 'x', ProtocolType: 'HTTP' }));
  const base: CreateAuthorizerCommandInput = {
    ApiId,
    Name: 'a',
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['a'] },
  };
  const made = (more: Partial<CreateAuthorizerCommandInput>) =>
    client.send(new CreateAuthorizerCommand({ ...base, ...more })).then(
      () => 'accepted',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  expect([
    await made({}),
    await made({ JwtConfiguration: { Issuer: 'http://issuer.example', Audience: ['a'] } }),
    await made({ JwtConfiguration: { Issuer: 'https://issuer.example', Audience: [] } }),
    await made({ IdentitySource: ['$context.path'] }),
    await made({ AuthorizerUri: 'arn' }),
  ]).toEqual([
    'accepted',
    expect.stringContaining('BadRequestException: Invalid issuer: http://issuer.example.'),
    expect.stringContaining('BadRequestException: CreateAuthorizer: jwtConfiguration.audience'),
    expect.stringContaining('BadRequestException: A JWT authorizer has one identity source'),
    'BadRequestException: authorizerUri is only supported for REQUEST authorizers',
  ]);
});
