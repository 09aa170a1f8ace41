/** Connections to a provider: kept, counted, and given up when they are old or do badly. Against a real server. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createPool } from '../../../functions/kit/model/pool.ts';
import { fakeClock } from '../kit/fakes.ts';

async function serving(listener: RequestListener) {
  const server = createServer(listener);
  let sockets = 0;
  server.on('connection', () => {
    sockets += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets: () => sockets, server };
}

const opened = () => {
  const clock = fakeClock();
  const pool = createPool(clock);
  onTestFinished(() => pool.close());
  const post = async (url: string, body = 'hello') => {
    const response = await pool.fetch(url, { method: 'POST', body, headers: { 'x-told': 'yes' } });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  return { clock, pool, post };
};

/** Answers with what it was told; `/500` fails, `/cut` breaks off. */
const echo: RequestListener = (request, response) => {
  if (request.url === '/cut') {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half', () => response.socket?.destroy());
    return;
  }
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  });
  request.on('end', () => {
    response.statusCode = request.url === '/500' ? 500 : 200;
    response.setHeader('x-length', request.headers['content-length'] ?? 'none');
    response.end(`${request.headers['x-told']} ${body}`);
  });
};

test('It sends what fetch sends, and gives what fetch gives', async () => {
  const { url } = await serving(echo);
  const { post, pool } = opened();
  const { status, text, headers } = await post(url, 'grüße');
  expect([status, text, headers.get('x-length')]).toEqual([200, 'yes grüße', '7']);
  const bytes = await pool.fetch(url, { method: 'POST', body: new TextEncoder().encode('bytes') });
  expect(await bytes.text()).toBe('undefined bytes');
  expect((await pool.fetch(new URL(url))).status).toBe(200);
});

test('One connection serves calls that follow each other; at once, each has its own', async () => {
  const { url, sockets } = await serving(echo);
  const { post, pool } = opened();
  for (let i = 0; i < 10; i++) await post(url);
  expect(sockets()).toBe(1);
  await Promise.all([post(url), post(url), post(url)]);
  expect(sockets()).toBe(3);
  const { calls, connectionsOpened, reused } = pool.statistics();
  expect({ calls, connectionsOpened, reused }).toEqual({ calls: 13, connectionsOpened: 3, reused: 10 });
});

test('After an hour its connections are new', async () => {
  const { url, sockets } = await serving(echo);
  const { post, pool, clock } = opened();
  await post(url);
  clock.advance(3_599_999);
  await post(url);
  expect([sockets(), pool.statistics().recycled]).toEqual([1, 0]);
  clock.advance(1);
  await post(url);
  expect([sockets(), pool.statistics().recycled]).toEqual([2, 1]);
});

test('It is recycled when fewer than half of the last 20 calls went well, and starts anew', async () => {
  const { url, sockets } = await serving(echo);
  const { post, pool } = opened();
  for (let i = 0; i < 10; i++) await post(url);
  for (let i = 0; i < 10; i++) await post(`${url}/500`);
  expect([pool.statistics().successRate, pool.statistics().recycled]).toEqual([0.5, 0]);
  await post(`${url}/500`);
  expect(pool.statistics().successRate).toBe(0.45);
  await post(url);
  expect(pool.statistics()).toMatchObject({ recycled: 1, successRate: 1, failures: 11, connectionsOpened: 2 });
  expect(sockets()).toBe(2);
});

test('An answer that breaks off fails where it is read, and counts as a failure', async () => {
  const { url } = await serving(echo);
  const { post, pool } = opened();
  await expect(post(`${url}/cut`)).rejects.toThrow();
  expect(pool.statistics()).toMatchObject({ calls: 1, failures: 1 });
});

test('Nobody there is a failure with its code', async () => {
  const { url, server } = await serving(echo);
  await new Promise((resolve) => server.close(resolve));
  const { post, pool } = opened();
  await expect(post(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(pool.statistics()).toMatchObject({ failures: 1, successRate: 0 });
});

test('What its caller ends, before or within its answer, is no failure', async () => {
  const { url } = await serving((_, response) => {
    response.writeHead(200).write('first');
  });
  const { pool } = opened();
  const controller = new AbortController();
  const response = await pool.fetch(url, { signal: controller.signal });
  const reading = response.text();
  controller.abort();
  await expect(reading).rejects.toThrow();
  await expect(pool.fetch(url, { signal: AbortSignal.abort() })).rejects.toThrow();
  expect(pool.statistics()).toMatchObject({ calls: 2, failures: 0 });
});

test('A kept connection that the server has closed meanwhile is no error: the request goes by another one', async () => {
  const { url, sockets } = await serving((request, response) => {
    const { socket } = request;
    if (request.url === '/last') response.on('finish', () => socket.once('data', () => socket.resetAndDestroy()));
    echo(request, response);
  });
  const { post, pool } = opened();
  await post(`${url}/last`);
  expect((await post(url)).text).toBe('yes hello');
  expect(sockets()).toBe(2);
  expect(pool.statistics()).toMatchObject({ calls: 2, failures: 0, connectionsOpened: 2, reused: 1 });
});
