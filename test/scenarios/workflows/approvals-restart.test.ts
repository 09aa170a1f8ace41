/** Approvals wherever they may stand, stopped with the cloud while they wait and started again with the same data: all are decided then. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type StageOfFile } from '../use-stage.ts';
import { type ApprovalCase, CASES, DEADLINE_S, definitionsOf, reasonsOf } from './approval-cases.ts';
import { approvalsOf, askedIn, labelOf, reasonsIn } from './approvals-kit.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'approvals-'));
let stage: StageOfFile;
let alice = '';
const { register, start, waiting, ended, approve, errands, keyOf, ofRun } = approvalsOf(() => stage);

const runOf = ({ id }: { readonly id: string }): string => `${id}-restart-run`;

/** What waits after the restart: where several wait at once, and for nothing after that, the first was decided before. */
const leftOf = ({ asks: [first = [], ...rounds] }: ApprovalCase): readonly string[] =>
  first.length > 1 && rounds.length === 0 ? first.slice(1) : first;

beforeAll(async () => {
  stage = await openStage('office', { dataDir });
  alice = await keyOf('alice', 'admin');
  for (const of of CASES) {
    await register(definitionsOf(of, { id: `${of.id}-restart` }));
    await start(`${of.id}-restart`, runOf(of));
  }
  for (const of of CASES)
    for (const one of await waiting(runOf(of), of.asks[0] ?? []))
      if (!leftOf(of).includes(labelOf(one))) expect(await approve(one)).toMatchObject({ status: 200 });
  await stage.quiet();
  await stage.idle();
  await stage.close();
  stage = await openStage('office', { dataDir });
});

afterAll(async () => {
  await stage.idle();
  const crashes = stage.crashes();
  await stage.close();
  rmSync(dataDir, { recursive: true, force: true });
  expect(crashes).toEqual([]);
});

test.each(CASES)('an approval $title is decided after the restart, and all goes on', async (of) => {
  const run = runOf(of);
  const left = leftOf(of);
  const open = await waiting(run, left);
  expect(
    open.map(({ deadlineAt }) => Date.parse(deadlineAt) - stage.cloud.engine.clock.now() <= DEADLINE_S * 1_000),
  ).toEqual(left.map(() => true));
  for (const one of open) expect(await approve(one, alice)).toMatchObject({ status: 200 });
  for (const labels of of.asks.slice(1)) for (const one of await waiting(run, labels)) await approve(one);
  const execution = await ended(`${of.id}-restart:${run}`);
  expect(execution).toMatchObject({ state: 'succeeded', output: { after: `${run} after` } });
  expect(reasonsIn(execution.output)).toEqual(reasonsOf(of));
  expect(await errands(run)).toEqual(Object.fromEntries(['before', ...of.errands, 'after'].map((text) => [text, 1])));
  for (const times of Object.values(askedIn(execution))) expect(times).toBeLessThanOrEqual(of.asks.length);
  expect((await ofRun(run)).map(labelOf)).toEqual([]);
});
