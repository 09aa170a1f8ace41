/** The tests of the rehearsed project: node --test runs them. */

export const TEST_FILES = [
  {
    path: 'test/codes.test.js',
    text: `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCode, newCode } from '../src/codes.js';

test('a code has seven characters of the alphabet', () => {
  const code = newCode(() => 0);
  assert.equal(code, 'aaaaaaa');
  assert.ok(isCode(newCode()));
});

test('what is no code is told apart: too short, too long, mistakable characters', () => {
  for (const text of ['', 'aaaaaa', 'aaaaaaaa', 'aaaaaa0', 'aaaaaaO', 'aaaaaa1', 'aaaaaal', 'aaa/aaa'])
    assert.equal(isCode(text), false, text);
});
`,
  },
  {
    path: 'test/links.test.js',
    text: `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Links, StoreFull } from '../src/links.js';

test('a link is found again, and visits are counted', () => {
  const links = new Links();
  const { code } = links.add('https://example.com/');
  assert.deepEqual(links.find(code), { code, address: 'https://example.com/', visits: 0 });
  assert.equal(links.visit(code), 'https://example.com/');
  assert.equal(links.find(code)?.visits, 1);
});

test('a code that is taken is not given twice', () => {
  const codes = ['taken22', 'taken22', 'free222'];
  const links = new Links({ makeCode: () => codes.shift() ?? 'spent22' });
  assert.equal(links.add('https://one.example/').code, 'taken22');
  assert.equal(links.add('https://two.example/').code, 'free222');
  assert.equal(links.visit('taken22'), 'https://one.example/');
});

test('beyond the most, links are refused', () => {
  const links = new Links({ most: 1 });
  links.add('https://example.com/');
  assert.throws(() => links.add('https://example.com/'), StoreFull);
});

test('nobody changes a link from outside', () => {
  const links = new Links();
  const link = links.add('https://example.com/');
  link.address = 'https://evil.example/';
  assert.equal(links.visit(link.code), 'https://example.com/');
});

test('an unknown code gives nothing', () => {
  const links = new Links();
  assert.equal(links.find('unknown'), undefined);
  assert.equal(links.visit('unknown'), undefined);
});
`,
  },
  {
    path: 'test/app.test.js',
    text: `import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { createApp } from '../src/app.js';
import { Links } from '../src/links.js';

let app;
let base;

before(async () => {
  app = createApp(new Links({ most: 50 }));
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  base = \`http://127.0.0.1:\${app.address().port}\`;
});

after(() => {
  app.closeAllConnections();
  app.close();
});

const ask = (path, init = {}) => fetch(base + path, { redirect: 'manual', ...init });
const shorten = (body) =>
  ask('/links', { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

test('an address is shortened, followed and counted', async () => {
  const created = await shorten({ url: 'https://example.com/a?b=c#d' });
  assert.equal(created.status, 201);
  const { code, url } = await created.json();
  assert.equal(url, 'https://example.com/a?b=c#d');
  assert.equal(created.headers.get('location'), \`/\${code}\`);

  const followed = await ask(\`/\${code}\`);
  assert.equal(followed.status, 302);
  assert.equal(followed.headers.get('location'), url);
  assert.equal(followed.headers.get('cache-control'), 'no-store');

  const shown = await ask(\`/links/\${code}\`);
  assert.deepEqual(await shown.json(), { code, url, visits: 1 });
});

test('only addresses of the web are taken', async () => {
  for (const url of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'ftp://example.com/'])
    assert.equal((await shorten({ url })).status, 400, url);
});

test('what is no address is refused with a reason', async () => {
  for (const url of [undefined, null, 7, '', 'example.com', 'https://', \`https://example.com/\${'a'.repeat(2048)}\`]) {
    const refused = await shorten({ url });
    assert.equal(refused.status, 400, String(url));
    assert.match((await refused.json()).error, /^url must/);
  }
});

test('an address with a password in it is refused', async () => {
  assert.equal((await shorten({ url: 'https://user:secret@example.com/' })).status, 400);
});

test('what is no JSON object is refused', async () => {
  for (const body of ['', '{', 'null', '"text"']) assert.equal((await shorten(body)).status, 400, body);
});

test('a body that is too long is refused', async () => {
  assert.equal((await shorten({ url: \`https://example.com/\${'a'.repeat(9000)}\` })).status, 413);
});

test('unknown codes and paths are told as such', async () => {
  for (const path of ['/', '/aaaaaaa', '/links/aaaaaaa', '/links/', '/a/b', '/a/b/c', '/%2e%2e/etc/passwd'])
    assert.equal((await ask(path)).status, 404, path);
});

test('a wrong method is refused', async () => {
  assert.equal((await ask('/links')).status, 405);
  assert.equal((await ask('/aaaaaaa', { method: 'DELETE' })).status, 405);
});

test('its health can be asked', async () => {
  assert.deepEqual(await (await ask('/health')).json(), { status: 'ok' });
});
`,
  },
];
