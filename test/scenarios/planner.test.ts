/** The planner on the line: a goal is planned, criticised, approved by a person and carried out over the fleet's history, to a report. */
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message } from '../../contracts/message.ts';
import type { Transition } from '../../domain/workflow/transitions.ts';
import { clientSettings } from '../kit/cloud.ts';
import { HEALTHY, OIL_LOST } from '../kit/vehicle-readings.ts';
import { useStage } from './use-stage.ts';

const stage = useStage('product');
let s3: S3Client | undefined;
afterAll(() => s3?.destroy());

const HOUR_MS = 3_600_000;
const GOAL = "prepare the fleet's weekly maintenance report";

const drives = (id: string, hour: number, sensors: Readonly<Record<string, number>>) =>
  stage().send({
    type: 'fleet.vehicle.data',
    correlationId: `${id}-${hour}`,
    payload: {
      layout: 'vehicle',
      vehicle: {
        id,
        model: 'Transit',
        modelYear: 2022,
        customerId: `of-${id}`,
        location: { latitude: 52.52, longitude: 13.4 },
      },
      readings: [{ at: `2026-01-01T0${hour}:00:00.000Z`, mileageKm: 50_000 + hour, sensors }],
    },
  });

interface Execution {
  readonly state: string;
  readonly output?: {
    readonly state: string;
    readonly rounds: number;
    readonly reason: string;
    readonly tasks: readonly { readonly id: string; readonly status: string }[];
    readonly output: {
      readonly markdown: string;
      readonly file: { readonly bucket: string; readonly key: string };
    } | null;
  };
}
interface Waiting {
  readonly execution: string;
  readonly question: string;
  readonly place: string;
}

async function start(name: string, input: object): Promise<string> {
  const { status, body } = await stage().call<{ id: string }>('POST /v1/workflows/plan-and-execute/executions', {
    body: { name, input },
  });
  expect(status).toBe(201);
  return body.id;
}

/** The approval that the execution waits for, in the place told. */
const approval = (execution: string, place = '1') =>
  stage().until(async () => {
    const { body } = await stage().call<{ approvals: Waiting[] }>('GET /v1/approvals');
    return body.approvals.find((one) => one.execution === execution && one.place === place);
  });

const ended = (execution: string) =>
  stage().until(async () => {
    const { body } = await stage().call<Execution>(`GET /v1/executions/${execution}`);
    return body.state === 'running' ? undefined : body;
  });

async function decide(execution: string, decision: 'approve' | 'reject', reason: string): Promise<void> {
  const { status } = await stage().call(`POST /v1/executions/${execution}/${decision}`, { body: { reason } });
  expect(status).toBe(200);
}

/** What the workflow asked and was told, and how it was handled: transitions left out. */
async function exchanged(execution: string): Promise<string[]> {
  await stage().quiet();
  const lines = await stage().told(`workflow:${execution}`);
  return lines.filter((line) => !line.startsWith('platform.workflow.moved')).sort();
}

/** Beginnings and end of two hours, in which two vehicles tell of themselves: one loses its oil in the second. */
const hours: string[] = [];
beforeAll(async () => {
  const { pass, cloud } = stage();
  const hour = (n: number) => new Date(cloud.engine.clock.now() + n * HOUR_MS).toISOString();
  hours.push(hour(0), hour(1), hour(2));
  await drives('van-1', 1, HEALTHY);
  await drives('van-2', 1, OIL_LOST);
  await pass(HOUR_MS);
  await drives('van-1', 2, OIL_LOST);
  await drives('van-2', 2, OIL_LOST);
  await pass(HOUR_MS);
});

test('the weekly report, from the goal to the file', async () => {
  const { history, cloud } = stage();
  const id = await start('first', { goal: GOAL, constraints: { period: { from: hours[1], to: hours[2] } } });
  const { question } = await approval(id);
  expect(question).toContain('4 tasks, at most 360 s; made by rules.');
  await decide(id, 'approve', 'It is Monday.');
  const { state, output } = await ended(id);
  expect(state).toBe('succeeded');
  expect(output).toMatchObject({
    state: 'COMPLETED',
    rounds: 1,
    tasks: ['history', 'weekBefore', 'trends', 'report'].map((task) => ({ id: task, status: 'succeeded' })),
  });
  const { markdown = '', file } = output?.output ?? {};
  expect(markdown).toContain('2 vehicles seen in 2 analyses. **2 critical,');
  expect(markdown).toContain('Of concern: 1 new, 0 worse, 1 as before, 0 no longer');
  s3 ??= new S3Client({ ...clientSettings(cloud), forcePathStyle: true });
  const stored = await s3.send(new GetObjectCommand({ Bucket: file?.bucket, Key: file?.key }));
  expect(stored.ContentType).toBe('text/markdown; charset=utf-8');
  expect(await stored.Body?.transformToString()).toBe(markdown);

  expect(await exchanged(id)).toEqual([
    'planner.plan.made by planner.planner: nobody',
    'planner.plan.requested by workflows.plan-and-execute: planner.planner handled',
    'planner.review.made by planner.critic: nobody',
    'planner.review.made by planner.critic: nobody',
    'planner.review.requested by workflows.plan-and-execute: planner.critic handled',
    'planner.review.requested by workflows.plan-and-execute: planner.critic handled',
    'planner.task.done by planner.analyst: nobody',
    'planner.task.done by planner.historian: nobody',
    'planner.task.done by planner.historian: nobody',
    'planner.task.done by planner.writer: nobody',
    'planner.task.requested by workflows.plan-and-execute: planner.analyst handled',
    'planner.task.requested by workflows.plan-and-execute: planner.historian handled',
    'planner.task.requested by workflows.plan-and-execute: planner.historian handled',
    'planner.task.requested by workflows.plan-and-execute: planner.writer handled',
    'platform.approval.decided by workflows.plan-and-execute: nobody',
    'platform.approval.requested by workflows.plan-and-execute: nobody',
  ]);
  const stories = (await history()).filter(({ message }) => message.correlationId === `workflow:${id}`);
  const lanes = stories.flatMap(({ outcomes }) => outcomes.map(({ lane }) => lane));
  expect(new Set(lanes)).toEqual(new Set(['direct'])); // all of them are reached directly first
  expect(statesEntered(stories.map(({ message }) => message))).toEqual([
    'planMade',
    'critiqued',
    'decided',
    'started',
    'completed',
  ]);
});

/** The transforms that carry the plan's states, in the order in which they were entered. */
function statesEntered(messages: readonly Message[]): string[] {
  const named = ['planMade', 'critiqued', 'decided', 'started', 'completed', 'failed', 'notApproved'];
  return messages
    .filter(({ type }) => type === 'platform.workflow.moved')
    .map(({ payload }) => payload as Transition)
    .filter(({ what, state = '' }) => what === 'entered' && named.includes(state))
    .sort((one, other) => one.event - other.event)
    .map(({ state = '' }) => state);
}

test('a rejection with a reason makes another plan, and the person sees that one', async () => {
  const id = await start('second', {
    goal: GOAL,
    constraints: { period: { from: '2020-01-01T00:00:00Z', to: '2020-01-01T02:00:00Z' } },
  });
  await approval(id);
  await decide(id, 'reject', 'Without trends, please.');
  const second = await approval(id, '2');
  expect(second.question).toContain('2 tasks');
  await decide(id, 'approve', 'Better.');
  const { output } = await ended(id);
  expect(output).toMatchObject({ state: 'COMPLETED', rounds: 2 });
  expect(output?.tasks.map(({ id: task }) => task)).toEqual(['history', 'report']);
  expect(output?.output?.markdown).toContain('**No vehicle was seen in it.**');
});

test('a goal that nobody can plan ends with what can be done, and asks no person', async () => {
  const id = await start('third', { goal: 'conquer the moon' });
  const { state, output } = await ended(id);
  expect({ state, plan: output?.state }).toEqual({ state: 'succeeded', plan: 'FAILED' });
  expect(output?.reason).toContain(GOAL);
  expect(await exchanged(id)).toEqual([
    'planner.plan.made by planner.planner: nobody',
    'planner.plan.requested by workflows.plan-and-execute: planner.planner handled',
  ]);
});

test('an input without a goal is refused before anything is started', async () => {
  const { status, body } = await stage().call('POST /v1/workflows/plan-and-execute/executions', {
    body: { name: 'x', input: {} },
  });
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toContain('goal');
});
