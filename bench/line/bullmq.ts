/** BullMQ on a Redis that flushes every write to disk, started for this run on a port of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { openFront } from '../kit/front.ts';
import { serve } from '../kit/host.ts';
import { moments } from '../kit/subject.ts';

const CONCURRENCY = 50;

await serve(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'bench-redis-'));
  const port = await freePort();
  const redis = await startRedis(directory, port);
  if (!redis) {
    await rm(directory, { recursive: true });
    return undefined;
  }
  const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
  const history = new Redis(connection);
  const done = moments();
  const queue = new Queue('line', { connection, defaultJobOptions: { removeOnComplete: true, attempts: 5 } });
  const worker = new Worker(
    'line',
    async ({ id, data }) => {
      await history.hset(`message:${id}`, 'message', JSON.stringify(data), 'outcome', 'handled');
      done.add(1);
    },
    { connection, concurrency: CONCURRENCY },
  );
  const front = await openFront(async (messages) => {
    await queue.addBulk(messages.map((data) => ({ name: 'message', data })));
  });
  return {
    name: 'BullMQ on Redis, fsync on every write',
    note: 'one queue; no schema, no key, no routing; message and outcome in one hash',
    url: front.url,
    headers: {},
    done: done.reached,
    async close() {
      await front.close();
      await worker.close();
      await queue.close();
      history.disconnect();
      redis.kill();
      await new Promise((resolve) => redis.once('exit', resolve));
      await rm(directory, { recursive: true });
    },
  };
});

/** Undefined when redis-server is not on the PATH. */
async function startRedis(directory: string, port: number): Promise<ChildProcess | undefined> {
  const options = [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--dir',
    directory,
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
    '--save',
    '',
  ];
  const redis = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] });
  return await new Promise((resolve) => {
    redis.once('error', () => resolve(undefined));
    redis.once('exit', () => resolve(undefined));
    redis.stdout?.on('data', (chunk: Buffer) => {
      if (/Ready to accept connections/.test(chunk.toString())) resolve(redis);
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
