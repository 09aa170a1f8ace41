/** Killed at any moment, and started again with the same data, the line has lost nothing of what it had accepted. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Sent } from '../../../contracts/http.ts';
import { seededRandom } from '../../../local/engine/random.ts';
import { openStage } from '../use-stage.ts';

const MESSAGES = 80;
const CONNECTIONS = 8;

interface Line {
  readonly process: ChildProcess;
  readonly apiUrl: string;
  readonly apiKey: string;
}

let dataDir: string;
let line: Line;
let first: string[];

async function startChild(): Promise<Line> {
  const process = fork(join(import.meta.dirname, 'child.ts'), [inject('assemblies').trial, dataDir], { execArgv: [] });
  const [told] = (await once(process, 'message')) as [Omit<Line, 'process'>];
  return { process, ...told };
}

/** Sends one message; gives the ids that were accepted. */
async function send({ apiUrl, apiKey }: Line): Promise<string[]> {
  const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' };
  const body = JSON.stringify({ type: 'platform.probe', payload: {}, correlationId: 'crash' });
  const response = await fetch(`${apiUrl}/v1/messages`, { method: 'POST', headers, body });
  return ((await response.json()) as Sent).accepted.map(({ id }) => id);
}

/** Sends messages one by one on several connections, and kills the line when so many were accepted. */
async function sendAndKill(killAfter: number): Promise<string[]> {
  const accepted = [...first];
  let left = MESSAGES;
  const connection = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      accepted.push(...(await send(line)));
      if (accepted.length === killAfter) line.process.kill('SIGKILL');
    }
  };
  const exited = once(line.process, 'exit');
  await Promise.allSettled(Array.from({ length: CONNECTIONS }, connection));
  await exited;
  return accepted;
}

describe.each([1, 2, 3])('seed %i', (seed) => {
  /** A line that has taken its first message: its functions have started. */
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'crash-'));
    line = await startChild();
    first = await send(line);
  });
  afterAll(() => {
    line.process.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('killed in the middle of its work, it loses nothing that it accepted', async () => {
    const killAfter = Math.floor(10 + seededRandom(seed).next() * 50);
    const accepted = await sendAndKill(killAfter);
    expect(accepted.length).toBeGreaterThanOrEqual(killAfter);
    expect(accepted.length).toBeLessThan(MESSAGES);

    const stage = await openStage('trial', { dataDir });
    await stage.quiet();
    const history = await stage.history();
    const recorded = history.map(({ message }) => message.id);
    // What was under way when it was killed may be in the history, though its sender never heard of it.
    expect(recorded).toEqual(expect.arrayContaining(accepted));
    expect(recorded.length).toBeLessThanOrEqual(accepted.length + CONNECTIONS);
    const handled = 'platform.probe by api: platform.echo handled';
    const lines = (await stage.told('crash')).map((line) => line.replace(/ at receive \d+$/, ''));
    expect(lines).toEqual(Array.from({ length: history.length }, () => handled));
    expect(await listed(stage.call)).toEqual(recorded.sort());
    expect(stage.crashes()).toEqual([]);
    await stage.close();
  });
});

/** Ids as the channel's index lists them, page by page: one that is there twice shows twice. */
async function listed(call: Awaited<ReturnType<typeof openStage>>['call']): Promise<string[]> {
  const ids: string[] = [];
  let cursor = '';
  do {
    const { body } = await call<{ messages: { id: string }[]; cursor?: string }>(
      `GET /v1/messages?channel=system.probes&limit=200${cursor}`,
    );
    ids.push(...body.messages.map(({ id }) => id));
    cursor = body.cursor === undefined ? '' : `&cursor=${body.cursor}`;
  } while (cursor);
  return ids.sort();
}
