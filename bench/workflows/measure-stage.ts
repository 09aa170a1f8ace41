/** Signalbox: registering, flows both ways, work in parallel, and many executions that wait for a person. */
import { rate } from '../cloud/measure.ts';
import { median } from '../kit/stats.ts';
import { approval, flow, type Way, work } from './definitions.ts';
import { FLOWS, type Flow, resultOf } from './flows.ts';
import { type AddHere, measureFlows } from './measure-flows.ts';
import type { StageClient } from './stage-client.ts';

const REGISTRATIONS = 10;
const TASKS = 8;
const WORK_RUNS = 3;
const WAITING = 1_000;
const APPROVED = 50;
const STARTS_AT_ONCE = 8;
const KIB = 1024;

const timed = async (what: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await what();
  return performance.now() - from;
};

/** From the POST of a definition until its first execution has started. */
export async function measureRegistering(add: AddHere, stage: StageClient): Promise<void> {
  const took: number[] = [];
  for (let i = 0; i < REGISTRATIONS; i++) {
    const definition = { ...flow('twoStep', 'direct'), id: `registered-${i}` };
    took.push(
      await timed(async () => {
        await stage.register(definition);
        await stage.start(definition.id, `first-${i}`, { text: 'flow' });
      }),
    );
  }
  add('register to runnable, p50', 'ms', median(took));
  add('register to runnable, the first after the start', 'ms', took[0] ?? Number.NaN);
}

const WAYS = [
  ['direct', 'direct'],
  ['queued', 'by queue'],
] as const satisfies readonly (readonly [Way, string])[];

export async function measureStageFlows(add: AddHere, stage: StageClient): Promise<void> {
  for (const [way, title] of WAYS) {
    for (const of of Object.keys(FLOWS) as Flow[]) {
      const definition = flow(of, way);
      await stage.register(definition);
      await checkResult(stage, definition.id, of);
    }
    await stage.quiet();
    const run = (of: Flow, name: string) => stage.run(flow(of, way).id, name, { text: 'flow' });
    await measureFlows(add, run, title, way === 'direct' ? 'below 30' : undefined);
    await stage.quiet();
  }
}

async function checkResult(stage: StageClient, workflow: string, of: Flow): Promise<void> {
  await stage.run(workflow, 'check', { text: 'flow' });
  const { output } = await stage.call<{ output?: { text?: string } }>(`GET /v1/executions/${workflow}:check`);
  if (output?.text !== resultOf(of, 'flow')) throw new Error(`${workflow} gave ${JSON.stringify(output)}.`);
}

/** Eight independent tasks against the same eight one after the other. */
export async function measureWork(add: AddHere, stage: StageClient): Promise<void> {
  const took = async (how: 'parallel' | 'sequence'): Promise<number> => {
    const definition = work(TASKS, how);
    await stage.register(definition);
    await stage.run(definition.id, 'warm', { text: '' });
    await stage.run(definition.id, 'warmer', { text: '' });
    const runs: number[] = [];
    for (let i = 0; i < WORK_RUNS; i++)
      runs.push(await timed(() => stage.run(definition.id, `run-${i}`, { text: '' })));
    return median(runs);
  };
  const [parallel, sequence] = [await took('parallel'), await took('sequence')];
  add(`${TASKS} tasks of 200 ms, one after the other`, 'ms', sequence);
  add(`${TASKS} tasks of 200 ms, in parallel`, 'ms', parallel);
  add('speed-up', 'times', sequence / parallel, 'at least 6');
}

/** A thousand executions that wait for a person: what they cost while they wait; then some are approved. */
export async function measureWaiting(add: AddHere, stage: StageClient): Promise<void> {
  await stage.register(approval);
  const open = async (prefix: string, n: number): Promise<number> => {
    const asked = 'lambda:invoke signalbox-dev-platform-steps';
    const before = (await stage.counts())[asked] ?? 0;
    const from = performance.now();
    await rate(n, STARTS_AT_ONCE, (i) => stage.start(approval.id, `${prefix}-${i}`, {}));
    await stage.reached(asked, before + n);
    return (n * 1000) / (performance.now() - from);
  };
  await open('warm', STARTS_AT_ONCE * 4);
  await stage.quiet();
  const before = await stage.memory();
  const perSecond = await open('waiting', WAITING);
  await stage.quiet();
  const after = await stage.memory();
  add(`brought to wait for approval, ${WAITING}`, 'executions/s', perSecond);
  add('memory of each that waits, heap', 'KiB', (after.heapUsed - before.heapUsed) / WAITING / KIB);
  add('memory of each that waits, whole process', 'KiB', (after.rss - before.rss) / WAITING / KIB);

  const took: number[] = [];
  for (let i = 0; i < APPROVED; i++) {
    const name = `waiting-${i}`;
    const ended = stage.ended(name);
    took.push(
      await timed(async () => {
        await stage.call(`POST /v1/executions/${approval.id}:${name}/approve`, { reason: 'bench' });
        await ended;
      }),
    );
  }
  add('approved to ended, the others waiting, p50', 'ms', median(took));
}
