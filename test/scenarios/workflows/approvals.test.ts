/**
 * Approvals wherever they may stand, and what they survive while they wait: a new version of their workflow, a failure of what comes
 * after them, their deadline. Each runs to its end; what succeeded does not run again.
 */
import { describe, expect, test } from 'vitest';
import { useStage } from '../use-stage.ts';
import {
  type ApprovalCase,
  CASES,
  DEADLINE_S,
  definitionsOf,
  errand,
  onceRedriven,
  reasonsOf,
} from './approval-cases.ts';
import { approvalsOf, askedIn, reasonsIn } from './approvals-kit.ts';

const stage = useStage('office');
const { register, change, start, redrive, waiting, ended, approve, errands } = approvalsOf(stage);

/** Once each. */
const errandsOf = (of: ApprovalCase) => Object.fromEntries(['before', ...of.errands, 'after'].map((text) => [text, 1]));

async function approveAll(run: string, asks: ApprovalCase['asks']): Promise<void> {
  for (const labels of asks)
    for (const one of await waiting(run, labels)) expect(await approve(one)).toMatchObject({ status: 200 });
}

/** All but the last. */
async function approveMost(run: string, asks: ApprovalCase['asks']): Promise<void> {
  await approveAll(run, asks.slice(0, -1));
  for (const one of (await waiting(run, asks.at(-1) ?? [])).slice(0, -1)) await approve(one);
}

describe.each(CASES)('an approval $title', (of) => {
  const started = async (id: string, made: Partial<Parameters<typeof definitionsOf>[1]> = {}) => {
    await register(definitionsOf(of, { id, ...made }));
    return await start(id, `${id}-run`);
  };
  const expectedOutput = (run: string) => ({ decided: expect.anything(), after: `${run} after` });

  test('is decided, and all goes on', async () => {
    const id = await started(`${of.id}-plain`);
    const run = `${of.id}-plain-run`;
    await approveAll(run, of.asks);
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'succeeded', output: expectedOutput(run) });
    expect(reasonsIn(execution.output)).toEqual(reasonsOf(of));
    expect(await errands(run)).toEqual(errandsOf(of));
    for (const times of Object.values(askedIn(execution))) expect(times).toBeLessThanOrEqual(of.asks.length);
  });

  test('goes on as it began when a new version is registered while it waits', async () => {
    const workflow = `${of.id}-version`;
    const run = `${workflow}-run`;
    const id = await started(workflow);
    await waiting(run, of.asks[0] ?? []);
    for (const definition of definitionsOf(of, { id: workflow }))
      await change({ ...definition, steps: [errand('other')], result: '{% $other.text %}' });
    await approveAll(run, of.asks);
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'succeeded', version: 1, output: expectedOutput(run) });
    expect(reasonsIn(execution.output)).toEqual(reasonsOf(of));
    expect(await errands(run)).toEqual(errandsOf(of));
    const next = await ended(await start(workflow, `${run}-2`));
    expect(next).toMatchObject({ state: 'succeeded', version: 2, output: `${run}-2 other` });
  });

  test('is not asked again when a later step has failed and the execution is redriven', async () => {
    const workflow = `${of.id}-failed`;
    const run = `${workflow}-run`;
    const id = await started(workflow, { late: [onceRedriven('check')] });
    await approveAll(run, of.asks);
    const failed = await ended(id);
    expect(failed).toMatchObject({ state: 'failed', error: 'States.QueryEvaluationError' });
    await redrive(id);
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'succeeded', redrives: 1, output: expectedOutput(run) });
    expect(reasonsIn(execution.output)).toEqual(reasonsOf(of));
    expect(await errands(run)).toEqual(errandsOf(of));
    expect(askedIn(execution)).toEqual({ ...askedIn(failed), after: 1 });
  });

  test('whose deadline passed is asked again when the execution is redriven; those that were decided are not', async () => {
    const workflow = `${of.id}-late`;
    const run = `${workflow}-run`;
    const id = await started(workflow);
    await approveMost(run, of.asks);
    const [last] = await waiting(run, (of.asks.at(-1) ?? []).slice(-1));
    await stage().pass((DEADLINE_S + 1) * 1_000);
    expect(await ended(id)).toMatchObject({ state: 'failed' });
    if (last)
      expect(await approve(last)).toMatchObject({ status: 409, body: { type: expect.stringMatching('too-late') } });
    await redrive(id);
    await approveAll(run, [(of.asks.at(-1) ?? []).slice(-1)]);
    const execution = await ended(id);
    expect(execution).toMatchObject({ state: 'succeeded', redrives: 1, output: expectedOutput(run) });
    expect(reasonsIn(execution.output)).toEqual(reasonsOf(of));
    expect(await errands(run)).toEqual(errandsOf(of));
  });
});
