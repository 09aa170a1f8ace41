/** A debate is killed in the middle of a round: started again with the same data it goes on, and no turn that was taken is paid again. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DEBATERS } from '../../../domain/council/roles.ts';
import { fencedIn } from '../../../functions/kit/model/prompt.ts';
import { type ModelServer, startModelServer } from '../../kit/model-server/server.ts';
import { openStage } from '../use-stage.ts';
import { DEBATE } from './council-debate.ts';

/** So many turns of the first round are taken when the process dies; the models of the others have not answered. */
const TAKEN = 4;

/** A queue hides what was being handled for six times the agent's time. */
const LONGEST_S = 3_600;
const STEP_S = 300;

const dataDir = mkdtempSync(join(tmpdir(), 'crash-council-'));
let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(async () => {
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Debate {
  readonly state: string;
  readonly ended?: string;
  readonly turns: number;
}

/** Who asked for an answer in which round, by the request's own words. */
function askedBy({ messages, json }: ModelServer['requests'][number]): string {
  const filled = fencedIn(messages.find(({ role }) => role === 'user')?.text ?? '');
  return `${json?.name ?? ''} ${String(filled.round ?? '')}`.trim();
}

async function killWhileTheyThink(): Promise<void> {
  const held = Promise.withResolvers<void>();
  server.fail((_, nth) => (nth > TAKEN ? { kind: 'hold', until: held.promise } : undefined));
  const script = join(import.meta.dirname, 'council-child.ts');
  const child: ChildProcess = fork(script, [inject('assemblies').product, dataDir, server.url], { execArgv: [] });
  const [{ apiUrl, apiKey }] = (await once(child, 'message')) as [{ apiUrl: string; apiKey: string }];
  await server.until((requests) => requests.length === DEBATERS.length);
  let debate: Debate;
  do {
    const response = await fetch(`${apiUrl}/v1/debates/${DEBATE.name}`, { headers: { 'x-api-key': apiKey } });
    debate = (await response.json()) as Debate;
  } while (debate.turns < TAKEN);
  expect(debate.state).toBe('running');
  child.kill('SIGKILL');
  await once(child, 'exit');
  held.resolve();
}

test('it goes on where it was, and each turn is paid once', async () => {
  await killWhileTheyThink();
  expect(server.paid()).toHaveLength(TAKEN);
  server.fail([]);
  const stage = await openStage('product', { dataDir });
  const read = async () => (await stage.call<Debate>(`GET /v1/debates/${DEBATE.name}`)).body;
  // The stage is not quiet before what was under way has come again.
  for (let s = 0; s < LONGEST_S && (await read()).state === 'running'; s += STEP_S) {
    await stage.cloud.advance(STEP_S * 1000);
    await stage.idle();
  }
  const ended = await read();
  await stage.close();
  expect(ended).toMatchObject({ state: 'succeeded', ended: 'agreed', turns: 2 * DEBATERS.length });
  const wanted = [1, 2].flatMap((round) => DEBATERS.map((name) => `council-${name}-turn ${round}`));
  expect(server.paid().map(askedBy).sort()).toEqual([...wanted, 'council-moderator-summary'].sort());
}, 120_000);
