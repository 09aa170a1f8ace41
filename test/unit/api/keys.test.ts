/** Keys of principals: given out once, looked up by their hash, taken away; and what each role may do. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ROUTES } from '../../../contracts/http.ts';
import { type KeyRow, keyRowSchema } from '../../../contracts/tables/registry.ts';
import { createKeys } from '../../../functions/api/keys/keys.ts';
import { createAuthenticate } from '../../../functions/kit/authenticate.ts';
import { fakeClock, fakeLog } from '../kit/fakes.ts';
import { openTables, type Tables } from '../kit/tables.ts';
import { caller } from './caller.ts';

const ADMIN_KEY = 'the-first-key-of-all-of-them';

let tables: Tables;
beforeEach(async () => {
  tables = await openTables();
  return () => tables.close();
});

function open() {
  const clock = fakeClock();
  const log = fakeLog();
  const call = caller(createKeys({ clock, log, client: tables.client, table: tables.registry }));
  const looked: string[] = [];
  const authenticate = createAuthenticate({
    ...{ clock, log },
    readSecret: async () => JSON.stringify({ key: ADMIN_KEY }),
    keepRow: async () => undefined,
    findRow: async (hash): Promise<KeyRow | undefined> => {
      looked.push(hash);
      const row = (await tables.rows(tables.registry)).find(({ pk }) => pk === `key#${hash}`);
      return row && keyRowSchema.parse(row);
    },
  });
  return { call, clock, log, looked, who: (key: string) => authenticate({ 'x-api-key': key }) };
}

test('a key is told once, works at once, and is kept nowhere', async () => {
  const { call, who, log } = open();
  const made = await call('POST /v1/keys', { principal: 'alice@example.com', role: 'operator' });
  expect(made).toMatchObject({
    status: 201,
    headers: { 'cache-control': 'no-store' },
    body: { principal: 'alice@example.com', role: 'operator', key: expect.stringMatching(/^sb_[\w-]{40}$/) },
  });
  const { key } = made.body;
  expect(await who(key)).toEqual({ principal: 'alice@example.com', role: 'operator' });
  expect(await who(`${key}x`)).toBeUndefined();
  const { body } = await call('GET /v1/keys');
  expect(body.keys).toEqual([{ principal: 'alice@example.com', role: 'operator', since: '2026-01-31T12:00:00.000Z' }]);
  const kept = JSON.stringify([await tables.rows(tables.registry), log.lines, body]);
  expect(kept).not.toContain(key);
});

test('two keys differ; a principal has one, until it is taken away', async () => {
  const { call, who, clock } = open();
  const first = await call('POST /v1/keys', { principal: 'bob', role: 'viewer' });
  const other = await call('POST /v1/keys', { principal: 'eve', role: 'viewer' });
  expect(first.body.key).not.toBe(other.body.key);
  expect(await call('POST /v1/keys', { principal: 'bob', role: 'admin' })).toMatchObject({
    status: 409,
    code: 'key-exists',
  });
  expect(await who(first.body.key)).toMatchObject({ principal: 'bob' });
  expect(await call('DELETE /v1/keys/bob')).toMatchObject({ status: 200, body: { deleted: true, goesOnForS: 360 } });
  clock.advance(60_001);
  expect(await who(first.body.key)).toBeUndefined();
  expect(await who(other.body.key)).toMatchObject({ principal: 'eve' });
  expect(await call('DELETE /v1/keys/bob')).toMatchObject({ status: 404 });
  expect(await call('POST /v1/keys', { principal: 'bob', role: 'agent' })).toMatchObject({ status: 201 });
});

test('a key is looked up once a minute, a wrong one too, and the first key still works', async () => {
  const { call, who, clock, looked } = open();
  const { body } = await call('POST /v1/keys', { principal: 'bob', role: 'viewer' });
  for (let i = 0; i < 3; i++) {
    await who(body.key);
    await who('wrong');
  }
  expect(looked).toHaveLength(2);
  clock.advance(60_001);
  await who(body.key);
  expect(looked).toHaveLength(3);
  expect(await who(ADMIN_KEY)).toEqual({ principal: 'admin', role: 'admin' });
});

test.each([
  [{}],
  [{ principal: 'bob' }],
  [{ principal: 'bob', role: 'king' }],
  [{ principal: 'bob', role: 'none' }],
  [{ principal: 'admin', role: 'admin' }],
  [{ principal: 'anonymous', role: 'viewer' }],
  [{ principal: 'a b', role: 'viewer' }],
  [{ principal: '', role: 'viewer' }],
  [{ principal: 'x'.repeat(65), role: 'viewer' }],
  [{ principal: 'bob', role: 'viewer', key: 'my own' }],
])('%o is refused, and no key is made', async (body) => {
  const { call } = open();
  expect(await call('POST /v1/keys', body)).toMatchObject({ status: 400, code: 'invalid-request' });
  expect(await tables.rows(tables.registry)).toEqual([]);
});

test('the key of admin is not taken away here', async () => {
  const answer = await open().call('DELETE /v1/keys/admin');
  expect(answer).toMatchObject({ status: 404 });
  expect(answer.body.detail).toContain('secret');
});

describe('roles', () => {
  test('only an admin gives keys out', async () => {
    const { call } = open();
    for (const role of ['none', 'viewer', 'agent', 'operator'] as const)
      for (const route of ['POST /v1/keys', 'GET /v1/keys', 'DELETE /v1/keys/bob'])
        expect(await call(route, undefined, role)).toMatchObject({ status: 403, code: 'not-allowed' });
  });

  test('a role that nobody knows may do nothing', async () => {
    expect(await open().call('GET /v1/keys', undefined, 'root' as never)).toMatchObject({ status: 403 });
  });

  test('reading is for viewers, but for health, which is open, and keys; changing is for more than viewers', () => {
    const open = ROUTES.filter(({ least }) => least === 'none').map(({ path }) => path);
    expect(open).toEqual(['/v1/health']);
    for (const { method, path, least } of ROUTES) {
      const isDecision = /\/(approve|reject)$/.test(path);
      if (method !== 'GET' && !isDecision) expect(['agent', 'operator', 'admin'], path).toContain(least);
      if (path.startsWith('/v1/keys')) expect(least).toBe('admin');
    }
  });
});
