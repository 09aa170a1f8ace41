/** Who calls the API: one key, kept as a hash, read from the secret when it is needed. */
import { expect, test } from 'vitest';
import type { KeyRow } from '../../../contracts/tables/registry.ts';
import { createAuthenticate } from '../../../functions/kit/authenticate.ts';
import { createAuthorizer } from '../../../functions/platform/authorizer/authorizer.ts';
import { fakeClock, fakeLog } from '../kit/fakes.ts';

const KEY = 'sb_0123456789abcdefghijklmnopqrstuvwxyz';

function open(secret = { text: JSON.stringify({ key: KEY, role: 'admin' }) }) {
  const clock = fakeClock();
  const rows: KeyRow[] = [];
  const log = fakeLog();
  let reads = 0;
  const authenticate = createAuthenticate({
    clock,
    log,
    readSecret: async () => {
      reads += 1;
      return secret.text;
    },
    findRow: async () => undefined,
    keepRow: async (row) => {
      rows.push(row);
    },
  });
  const authorize = createAuthorizer(authenticate);
  return { clock, rows, log, authorize, secret, reads: () => reads };
}

const admin = { isAuthorized: true, context: { principal: 'admin', role: 'admin' } };

test('the key lets in, by either header; the secret is read once', async () => {
  const { authorize, reads } = open();
  expect(await authorize({ headers: { 'x-api-key': KEY } })).toEqual(admin);
  expect(await authorize({ headers: { authorization: `Bearer ${KEY}` } })).toEqual(admin);
  expect(reads()).toBe(1);
});

test.each([[{}], [{ 'x-api-key': '' }], [{ 'x-api-key': `${KEY}x` }], [{ authorization: KEY }]])(
  'anything else does not: %o',
  async (headers) => {
    expect(await open().authorize({ headers })).toEqual({ isAuthorized: false });
  },
);

test('what is kept of the key, and what is logged, never has the key in it', async () => {
  const { authorize, rows, log } = open();
  await authorize({ headers: { 'x-api-key': KEY } });
  expect(rows).toMatchObject([{ pk: 'key#admin', principal: 'admin', role: 'admin' }]);
  expect(rows[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify([rows, log.lines])).not.toContain(KEY);
});

test('wrong keys make it look at the secret at most once a minute; a new key then takes effect', async () => {
  const { authorize, clock, secret, reads } = open();
  const fresh = `${KEY}-the-next-one`;
  await authorize({ headers: { 'x-api-key': KEY } });
  secret.text = JSON.stringify({ key: fresh });
  for (let i = 0; i < 5; i++)
    expect(await authorize({ headers: { 'x-api-key': fresh } })).toEqual({ isAuthorized: false });
  expect(reads()).toBe(1);
  clock.advance(60_001);
  expect(await authorize({ headers: { 'x-api-key': fresh } })).toEqual(admin);
  expect(await authorize({ headers: { 'x-api-key': KEY } })).toEqual({ isAuthorized: false });
});

test('a secret of another form lets nobody in and says so', async () => {
  const { authorize, log } = open({ text: '{"pass":"x"}' });
  await expect(authorize({ headers: { 'x-api-key': KEY } })).rejects.toThrow('is not {"key": "…"}');
  expect(log.lines).toHaveLength(1);
});
