/** Paths and queries that clients send and nobody thinks of. */
import { expect, test } from 'vitest';
import { testApi } from './api.ts';
import { sendAsIs } from './upstream.ts';

const ECHO =
  'async ({ routeKey, rawPath, pathParameters: at, rawQueryString: raw, queryStringParameters: query }) => ({ routeKey, rawPath, at, raw, query })';

async function pathsApi(keys: readonly string[]) {
  const { url, cloud } = await testApi({
    functions: { Echo: ECHO },
    routes: Object.fromEntries(keys.map((key) => [key, 'Echo'])),
  });
  const seen = async (path: string, method = 'GET') => {
    const [status, text] = await sendAsIs(url, path, { method });
    return status === 200 && text ? (JSON.parse(text) as object) : status;
  };
  return { url, cloud, seen };
}

test('a path is decoded once, before it is cut into segments', async () => {
  const { seen } = await pathsApi(['GET /files/{name}', 'GET /deep/{path+}']);
  expect({
    space: await seen('/files/a%20b'),
    plus: await seen('/files/a+b'),
    unicode: await seen('/files/%C3%BC%F0%9F%8E%89'),
    twice: await seen('/files/a%252Fb'),
    slash: await seen('/files/a%2Fb'),
    deepSlash: await seen('/deep/a%2Fb/c'),
    hash: await seen('/files/a%23b'),
    question: await seen('/files/a%3Fb'),
    dots: await seen('/deep/../files/x'),
  }).toMatchObject({
    space: { rawPath: '/files/a b', at: { name: 'a b' } },
    plus: { rawPath: '/files/a+b', at: { name: 'a+b' } },
    unicode: { rawPath: '/files/ü🎉', at: { name: 'ü🎉' } },
    twice: { rawPath: '/files/a%2Fb', at: { name: 'a%2Fb' } },
    slash: 404,
    deepSlash: { rawPath: '/deep/a/b/c', at: { path: 'a/b/c' } },
    hash: { rawPath: '/files/a#b', at: { name: 'a#b' } },
    question: { rawPath: '/files/a', at: { name: 'a' } },
    dots: { rawPath: '/deep/../files/x', at: { path: '../files/x' } },
  });
});

test('slashes count: at the end, twice, and with nothing between them', async () => {
  const { seen } = await pathsApi(['GET /pets', 'GET /pets/{id}', 'GET /all/{rest+}', 'GET /']);
  expect({
    plain: await seen('/pets'),
    ending: await seen('/pets/'),
    double: await seen('//pets'),
    emptyId: await seen('/pets//'),
    emptyRest: await seen('/all/'),
    inside: await seen('/all/a//b/'),
    root: await seen('/'),
    nothing: await seen(''),
  }).toMatchObject({
    plain: { routeKey: 'GET /pets' },
    ending: 404,
    double: 404,
    emptyId: 404,
    emptyRest: 404,
    inside: { routeKey: 'GET /all/{rest+}', at: { rest: 'a//b/' } },
    root: { routeKey: 'GET /' },
    nothing: { routeKey: 'GET /' },
  });
});

test('queries: repeated names, empty ones, plus signs, names of the language', async () => {
  const { seen } = await pathsApi(['$default']);
  const query = async (text: string) => ((await seen(`/x?${text}`)) as { query?: object }).query;
  expect({
    repeated: await query('a=1&b=2&a=3'),
    empty: await query('a=&b'),
    plus: await query('a=1+2&b=1%2B2'),
    names: await query('__proto__=1&constructor=2&toString=3'),
    broken: await query('a=%zz&b=%E0'),
    marks: await query('a=b?c=d'),
    none: await query(''),
  }).toEqual({
    repeated: { a: '1,3', b: '2' },
    empty: { a: '', b: '' },
    plus: { a: '1 2', b: '1+2' },
    names: JSON.parse('{"__proto__":"1","constructor":"2","toString":"3"}'),
    broken: { a: '%zz', b: '\uFFFD' },
    marks: { a: 'b?c=d' },
    none: undefined,
  });
  expect(await seen('/x?b=%20&a=+')).toMatchObject({ raw: 'b=%20&a=+' });
});

test('what cannot be decoded is a 400, what is too long a 431, and the API goes on', async () => {
  const { url, seen, cloud } = await pathsApi(['$default']);
  for (const path of ['/%', '/%zz', '/%E0%A4', '/a/%C3%28']) expect(await seen(path)).toBe(400);
  expect(await sendAsIs(url, `/${'a'.repeat(10_300)}`)).toEqual([431, '{"message":"Request Header Fields Too Large"}']);
  expect((await sendAsIs(url, '/a', { headers: { 'x-long': 'a'.repeat(10_240) } }))[0]).toBe(431);
  expect((await sendAsIs(url, '/a', { headers: { 'x-long': 'a'.repeat(9_000) } }))[0]).toBe(200);
  expect((await sendAsIs(cloud.url, '/_api/', {}))[0]).toBeLessThan(500);
  expect(await seen(`/${'a/'.repeat(4_000)}`)).toMatchObject({ routeKey: '$default' });
});

test('HEAD and OPTIONS are methods like others', async () => {
  const { seen } = await pathsApi(['GET /a', 'HEAD /head', 'OPTIONS /a', 'ANY /any']);
  expect([
    await seen('/head', 'HEAD'),
    await seen('/a', 'HEAD'),
    await seen('/any', 'HEAD'),
    await seen('/a', 'OPTIONS'),
    await seen('/any', 'OPTIONS'),
  ]).toMatchObject([200, 404, 200, { routeKey: 'OPTIONS /a' }, { routeKey: 'ANY /any' }]);
});

test('headers with names of the language reach the function', async () => {
  const { url } = await testApi({
    functions: { Echo: "async ({ headers }) => [headers.constructor, Object.hasOwn(headers, '__proto__')]" },
    routes: { $default: 'Echo' },
  });
  const [, text] = await sendAsIs(url, '/', { headers: { constructor: 'c', ['__proto__']: 'p' } });
  expect(JSON.parse(text)[0]).toBe('c');
});
