/** Killed at any moment while it asks models, and started again, the stage pays for no answer twice that it has noted. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Faults } from '../../kit/model-server/faults.ts';
import { type ModelServer, startModelServer } from '../../kit/model-server/server.ts';
import { openStage, type StageOfFile } from '../use-stage.ts';
import { modelEnvironment } from './configure.ts';
import { budgetOf, paidAnswers } from './kept.ts';
import { createLab } from './kit.ts';
import { essay, verdict } from './prompts.ts';
import { SPENDER_USD } from './system.ts';

/** Longer than a queue hides a message that was being handled. */
const HIDDEN_MS = 181_000;
const MODEL = 'openai-compatible:gpt-4o';

interface Doomed {
  readonly process: ChildProcess;
  readonly exited: Promise<unknown[]>;
  /** Of the question that it was asked: two essays. */
  readonly id: string;
}

const folder = mkdtempSync(join(tmpdir(), 'lab-killed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function startDoomed({ url }: ModelServer, dataDir: string, killAt = 0): Promise<Doomed> {
  const settings = JSON.stringify(modelEnvironment(url, [MODEL]));
  const script = join(import.meta.dirname, 'killed-child.ts');
  const child = fork(script, [inject('assemblies').lab, dataDir, settings, `${killAt}`], { execArgv: [] });
  const exited = once(child, 'exit');
  const [id] = (await once(child, 'message')) as [string];
  return { process: child, exited, id };
}

const startStub = (faults: Faults = []): Promise<ModelServer> =>
  startModelServer({ prompts: [verdict, essay], models: [{ name: 'gpt-4o:latest', contextTokens: 128_000 }], faults });

/** Until everything that was being handled when the process died has come again, and what came of that, too. */
async function comeAgain({ cloud }: StageOfFile): Promise<void> {
  for (let receive = 0; receive < 3; receive += 1) await cloud.advance(HIDDEN_MS);
}

describe('killed while it waits for the second answer', () => {
  let server: ModelServer;
  let stage: StageOfFile;
  let doomed: Doomed;
  beforeAll(async () => {
    server = await startStub(['ok', { kind: 'hold', until: new Promise(() => undefined) }]);
    const dataDir = join(folder, 'waiting');
    doomed = await startDoomed(server, dataDir);
    await server.until(({ length }) => length === 2);
    doomed.process.kill('SIGKILL');
    await doomed.exited;
    await server.until(([, second]) => second?.outcome === 'aborted');
    stage = await openStage('lab', { dataDir });
  });
  afterAll(async () => {
    await server.close();
    await stage.close();
  });

  test('it pays for the first once, and asks for the second again', async () => {
    expect(await paidAnswers(stage, 'lab.spender', doomed.id)).toBe(1);
    await comeAgain(stage);
    const { answers, told, calls } = await createLab(stage, server).result(doomed.id);
    expect(answers).toMatchObject([{ reason: 'stop', costNanoUsd: 0 }, { reason: 'stop' }]);
    expect(told).toEqual(['attempted gpt-4o #1', 'attempted gpt-4o #1']);
    expect(server.requests.map(({ outcome }) => outcome)).toEqual(['completed', 'aborted', 'completed']);
    const budget = await budgetOf(stage, 'agent', 'lab.spender:killed');
    expect(budget?.spent).toBe(calls.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0));
    // What the dead call held runs out by itself, when somebody needs it; until then it counts as held.
    expect(budget).toMatchObject({ cap: SPENDER_USD * 1e9, holds: 1 });
  });
});

describe.each([30, 60])('killed at its %ith piece of work', (killAt) => {
  let server: ModelServer;
  let stage: StageOfFile;
  let doomed: Doomed;
  let signal: unknown;
  beforeAll(async () => {
    server = await startStub();
    const dataDir = join(folder, `${killAt}`);
    doomed = await startDoomed(server, dataDir, killAt);
    [, signal] = await doomed.exited;
    await server.until((requests) => requests.every(({ outcome }) => outcome !== 'open'));
    stage = await openStage('lab', { dataDir });
  });
  afterAll(async () => {
    await server.close();
    await stage.close();
  });

  test('it asks again only for what it had not noted', async () => {
    expect(signal).toBe('SIGKILL');
    const paidBefore = server.paid().length;
    const noted = await paidAnswers(stage, 'lab.spender', doomed.id);
    await comeAgain(stage);
    const { answers } = await createLab(stage, server).result(doomed.id);
    expect(answers).toMatchObject([{ reason: 'stop' }, { reason: 'stop' }]);
    expect(server.paid().length - paidBefore).toBe(2 - noted);
    // An answer that came in the moment of death was paid and not noted: one at most.
    expect(paidBefore - noted).toBeLessThanOrEqual(1);
  });
});
