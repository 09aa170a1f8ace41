/** Distributed Maps: their children are executions, their map runs can be asked, changed and redriven. */
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { dataDirectory, testCloud } from '../../kit/cloud.ts';
import { testFunctions } from '../../kit/functions.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { stateMachines } from './state-machines.ts';

const distributed = (states: object, members: object = {}, config: object = {}) => ({
  StartAt: 'M',
  States: {
    M: {
      Type: 'Map',
      Label: 'Each',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD', ...config },
        StartAt: 'One',
        States: { One: states },
      },
      End: true,
      ...members,
    },
  },
});

const PASS = { Type: 'Pass', End: true };
const WAIT = { Type: 'Wait', Seconds: 60, End: true };

function mapRuns(cloud: LocalCloud) {
  const machines = stateMachines(cloud);
  return {
    ...machines,
    async arnOf(executionArn: string): Promise<string> {
      const { mapRuns: runs = [] } = await machines.client.send(new ListMapRunsCommand({ executionArn }));
      return runs[0]?.mapRunArn ?? '';
    },
    describe: (mapRunArn: string) => machines.client.send(new DescribeMapRunCommand({ mapRunArn })),
    async children(mapRunArn: string, more: object = {}) {
      const answer = await machines.client.send(new ListExecutionsCommand({ mapRunArn, ...more }));
      return answer.executions ?? [];
    },
    types: async (arn: string) => (await machines.history(arn)).map(({ type }) => type),
    /** The ends of so many executions of a machine whose ARN has a part. */
    async ends(part: string, count: number): Promise<void> {
      let seen = 0;
      await cloud.engine.traces.find(
        ({ action, resource = '' }) => action === 'end' && resource.includes(part) && ++seen === count,
      );
    },
  };
}

test('each child is an execution of its own, with name, history and definition', async () => {
  const machines = mapRuns(await testCloud());
  const done = await machines.run(distributed(PASS), ['a', 'b', 'c']);
  expect(done).toMatchObject({ status: 'SUCCEEDED', output: '["a","b","c"]' });
  const arn = done.executionArn ?? '';
  expect(await machines.types(arn)).toEqual([
    'ExecutionStarted',
    'MapStateEntered',
    'MapStateStarted',
    'MapRunStarted',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ]);
  const mapRunArn = await machines.arnOf(arn);
  expect(mapRunArn).toMatch(/^arn:aws:states:us-east-1:000000000000:mapRun:machine-1\/Each:[0-9a-f-]{36}$/);
  const children = await machines.children(mapRunArn);
  expect(children).toHaveLength(3);
  const [child] = children;
  expect(child).toMatchObject({
    mapRunArn,
    itemCount: 1,
    status: 'SUCCEEDED',
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine-1/Each',
    executionArn: `arn:aws:states:us-east-1:000000000000:execution:machine-1/Each:${child?.name}`,
  });
  const childArn = child?.executionArn ?? '';
  expect(await machines.types(childArn)).toEqual([
    'ExecutionStarted',
    'PassStateEntered',
    'PassStateExited',
    'ExecutionSucceeded',
  ]);
  const described = await machines.client.send(new DescribeExecutionCommand({ executionArn: childArn }));
  expect(described).toMatchObject({ mapRunArn, status: 'SUCCEEDED' });
  const { definition, label } = await machines.client.send(
    new DescribeStateMachineForExecutionCommand({ executionArn: childArn }),
  );
  expect({ definition: JSON.parse(definition ?? ''), label }).toEqual({
    definition: { StartAt: 'One', States: { One: PASS } },
    label: 'Each',
  });
  const { executions = [] } = await machines.client.send(
    new ListExecutionsCommand({ stateMachineArn: done.stateMachineArn }),
  );
  expect(executions).toHaveLength(1);
});

test('no more children run at once than MaxConcurrency; UpdateMapRun changes it at once', async () => {
  const clock = handClock();
  const machines = mapRuns(await testCloud({ clock }));
  const arn = await machines.start(await machines.create(distributed(WAIT, { MaxConcurrency: 2 })), [1, 2, 3, 4, 5]);
  const mapRunArn = await machines.arnOf(arn);
  const counts = async () => (await machines.describe(mapRunArn)).executionCounts;
  expect(await machines.describe(mapRunArn)).toMatchObject({ status: 'RUNNING', maxConcurrency: 2 });
  expect(await counts()).toMatchObject({ total: 5, running: 2, pending: 3, succeeded: 0 });
  clock.advance(60_000);
  await machines.ends('machine-1/Each', 2);
  expect(await counts()).toMatchObject({ running: 2, pending: 1, succeeded: 2 });
  await machines.client.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 3 }));
  expect(await counts()).toMatchObject({ running: 3, pending: 0, succeeded: 2 });
  clock.advance(60_000);
  expect(await machines.end(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3,4,5]' });
  expect(await machines.describe(mapRunArn)).toMatchObject({ status: 'SUCCEEDED', maxConcurrency: 3 });
});

const BAD = {
  Type: 'Choice',
  Choices: [{ Variable: '$', StringEquals: 'bad', Next: 'No' }],
  Default: 'Yes',
};
const choosing = (members: object, config: object = {}) => {
  const whole = distributed(BAD, members, config);
  Object.assign(whole.States.M.ItemProcessor.States, {
    No: { Type: 'Fail', Error: 'Bad', Cause: 'it is' },
    Yes: { Type: 'Succeed' },
  });
  return whole;
};

test('failures are tolerated up to a count or a part; beyond, the map run fails and the rest is aborted', async () => {
  const machines = mapRuns(await testCloud());
  const input = ['ok', 'bad', 'ok', 'bad'];
  const borne = await machines.run(choosing({ ToleratedFailureCount: 2 }), input);
  expect(borne).toMatchObject({ status: 'SUCCEEDED', output: '["ok","ok"]' });
  const part = await machines.run(choosing({ ToleratedFailurePercentage: 50 }), input);
  expect(part).toMatchObject({ status: 'SUCCEEDED' });
  const both = await machines.run(choosing({ ToleratedFailurePercentage: 90, ToleratedFailureCount: 1 }), input);
  expect(both).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
  const mapRunArn = await machines.arnOf(both.executionArn ?? '');
  expect(await machines.describe(mapRunArn)).toMatchObject({
    status: 'FAILED',
    toleratedFailureCount: 1,
    itemCounts: { total: 4, failed: 2 },
  });
  expect(await machines.types(both.executionArn ?? '')).toContain('MapRunFailed');
  expect(await machines.children(mapRunArn, { statusFilter: 'FAILED' })).toHaveLength(2);
});

test('batches hold so many items or bytes, and all items of a failed batch count', async () => {
  const machines = mapRuns(await testCloud());
  const batcher = (members: object) => ({ ItemBatcher: { BatchInput: { of: 'test' }, ...members } });
  const by2 = await machines.run(distributed(PASS, batcher({ MaxItemsPerBatch: 2 })), ['a', 'b', 'c']);
  expect(JSON.parse(by2.output ?? '')).toEqual([
    { Items: ['a', 'b'], BatchInput: { of: 'test' } },
    { Items: ['c'], BatchInput: { of: 'test' } },
  ]);
  const bytes = Buffer.byteLength(JSON.stringify({ Items: ['a', 'b'], BatchInput: { of: 'test' } }));
  const byBytes = await machines.run(distributed(PASS, batcher({ MaxInputBytesPerBatch: bytes + 1 })), ['a', 'b', 'c']);
  expect((JSON.parse(byBytes.output ?? '') as { Items: string[] }[]).map(({ Items }) => Items)).toEqual([
    ['a', 'b'],
    ['c'],
  ]);
  const failing = distributed({ Type: 'Fail' }, { ...batcher({ MaxItemsPerBatch: 2 }), ToleratedFailureCount: 2 });
  const failed = await machines.run(failing, ['a', 'b', 'c']);
  expect(failed).toMatchObject({ status: 'FAILED' });
  const { itemCounts, executionCounts } = await machines.describe(await machines.arnOf(failed.executionArn ?? ''));
  expect({ items: itemCounts?.failed, executions: executionCounts?.failed }).toEqual({ items: 3, executions: 2 });
});

test('stopping the execution aborts its map run and the children', async () => {
  const machines = mapRuns(await testCloud());
  const executionArn = await machines.start(await machines.create(distributed(WAIT)), [1, 2]);
  const mapRunArn = await machines.arnOf(executionArn);
  await machines.client.send(new StopExecutionCommand({ executionArn }));
  expect(await machines.end(executionArn)).toMatchObject({ status: 'ABORTED' });
  expect(await machines.describe(mapRunArn)).toMatchObject({
    status: 'ABORTED',
    executionCounts: { aborted: 2, running: 0 },
  });
  expect((await machines.types(executionArn)).slice(-3)).toEqual([
    'MapRunAborted',
    'MapStateAborted',
    'ExecutionAborted',
  ]);
});

test('a redrive goes on with the children that failed, standard ones from their failed state', async () => {
  const cloud = await testCloud();
  const machines = mapRuns(cloud);
  await testFunctions(cloud).create(
    'fails-first',
    'const seen = new Set(); export const handler = async (n) => { if (n > 1 && !seen.has(n)) { seen.add(n); throw new Error("first"); } return n * 10; };',
    { Timeout: 10 },
  );
  const task = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:fails-first', End: true };
  const definition = distributed(task, { MaxConcurrency: 1 });
  const executionArn = await machines.start(await machines.create(definition), [1, 2, 3]);
  expect(await machines.end(executionArn)).toMatchObject({ status: 'FAILED' });
  const mapRunArn = await machines.arnOf(executionArn);
  const before = await machines.children(mapRunArn);
  expect(before).toHaveLength(2);
  const failed = before.find(({ status }) => status === 'FAILED')?.executionArn ?? '';
  const { redriveStatus } = await machines.client.send(new DescribeExecutionCommand({ executionArn: failed }));
  expect(redriveStatus).toBe('REDRIVABLE_BY_MAP_RUN');
  const alone = machines.client.send(new RedriveExecutionCommand({ executionArn: failed }));
  await expect(alone).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  const ends = machines.ends(':machine-1:', 3);
  for (const last of [false, true]) {
    await machines.client.send(new RedriveExecutionCommand({ executionArn }));
    await machines.ends('execution:machine-1:', last ? 3 : 2);
  }
  await ends;
  expect(await machines.end(executionArn)).toMatchObject({
    status: 'SUCCEEDED',
    output: '[10,20,30]',
    redriveCount: 2,
  });
  expect(await machines.arnOf(executionArn)).toBe(mapRunArn);
  expect(await machines.describe(mapRunArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 2 });
  expect(await machines.types(failed)).toContain('ExecutionRedriven');
  expect((await machines.types(executionArn)).filter((type) => type === 'MapRunRedriven')).toHaveLength(2);
});

test('children go on over a restart: standard ones where they stood, express ones from the beginning', async () => {
  for (const ExecutionType of ['STANDARD', 'EXPRESS']) {
    const dataDir = dataDirectory();
    const first = await testCloud({ dataDir, clock: handClock() });
    const before = mapRuns(first);
    const definition = distributed(WAIT, { MaxConcurrency: 2 }, { ExecutionType });
    const arn = await before.start(await before.create(definition), [1, 2, 3]);
    const nowMs = first.engine.clock.now();
    await first.close();
    const clock = handClock(nowMs);
    const after = mapRuns(await testCloud({ dataDir, clock }));
    const mapRunArn = await after.arnOf(arn);
    expect((await after.describe(mapRunArn)).executionCounts).toMatchObject({ running: 2, pending: 1 });
    clock.advance(60_000);
    await after.ends('machine-1/Each', 2);
    clock.advance(60_000);
    expect(await after.end(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[1,2,3]' });
    expect((await after.describe(mapRunArn)).executionCounts).toMatchObject({ total: 3, succeeded: 3 });
  }
});

test('express children are counted and not listed', async () => {
  const machines = mapRuns(await testCloud());
  const done = await machines.run(distributed(PASS, {}, { ExecutionType: 'EXPRESS' }), [1, 2]);
  const mapRunArn = await machines.arnOf(done.executionArn ?? '');
  expect((await machines.describe(mapRunArn)).executionCounts).toMatchObject({ succeeded: 2, total: 2 });
  await expect(machines.children(mapRunArn)).rejects.toMatchObject({ name: 'StateMachineTypeNotSupported' });
});

test('what is not there or cannot be is refused', async () => {
  const machines = mapRuns(await testCloud());
  await expect(machines.describe('arn:aws:states:us-east-1:000000000000:mapRun:x/y:z')).rejects.toMatchObject({
    name: 'ResourceNotFound',
  });
  const done = await machines.run(distributed(PASS), []);
  expect(done).toMatchObject({ status: 'SUCCEEDED', output: '[]' });
  const mapRunArn = await machines.arnOf(done.executionArn ?? '');
  const nothing = machines.client.send(new UpdateMapRunCommand({ mapRunArn }));
  await expect(nothing).rejects.toMatchObject({ name: 'ValidationException' });
  const both = machines.client.send(new ListExecutionsCommand({ mapRunArn, stateMachineArn: done.stateMachineArn }));
  await expect(both).rejects.toMatchObject({ name: 'ValidationException' });
  const pending = machines.client.send(
    new ListExecutionsCommand({ stateMachineArn: done.stateMachineArn, statusFilter: 'PENDING_REDRIVE' }),
  );
  await expect(pending).rejects.toMatchObject({ name: 'ValidationException' });
});
