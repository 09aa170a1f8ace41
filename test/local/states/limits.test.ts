/** Limits: what Express may do, names over time, how large a payload and how long a history may be. */
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { dataDirectory, testCloud } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { stateMachines } from './state-machines.ts';

const DAY_MS = 86_400_000;
const one = (state: object) => ({ StartAt: 'S', States: { S: { End: true, ...state } } });

test('an express execution ends after five minutes', async () => {
  const clock = handClock();
  const cloud = await testCloud({ clock });
  const { client, create } = stateMachines(cloud);
  const stateMachineArn = await create(one({ Type: 'Wait', Seconds: 3600 }), { type: 'EXPRESS' });
  const end = client.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{}' }));
  await cloud.engine.traces.find(({ action }) => action === 'CreateStateMachine');
  while (clock.pending() === 0) await new Promise(setImmediate);
  clock.advance(299_999);
  clock.advance(1);
  expect(await end).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
});

test('an express machine neither waits for tokens nor for what it starts', async () => {
  const { create } = stateMachines(await testCloud());
  for (const suffix of ['.sync', '.sync:2', '.waitForTaskToken']) {
    const definition = one({
      Type: 'Task',
      Resource: `arn:aws:states:::states:startExecution${suffix}`,
      Parameters: {},
    });
    const refused = create(definition, { type: 'EXPRESS' });
    await expect(refused).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringContaining(`Express state machine does not support '${suffix}' service integration`),
    });
  }
});

test.each([
  ['calls itself', '($f := function($x) { 1 + $f($x) }; $f(1))', 'Stack overflow'],
  ['calls itself in its last word', '($f := function($x) { $f($x) }; $f(1))', 'Evaluation timeout'],
  ['has a range in a range', '$count([1..9000000].[1..9000000])', 'maximum sequence length'],
  ['has a long range', '$count($range(1, 1000000000000, 1))', '$range would make 1000000000000 numbers'],
])('an expression without end fails, and the cloud goes on: one that %s', async (_, source, because) => {
  const { create, start, end } = stateMachines(await testCloud());
  const machine = await create({ QueryLanguage: 'JSONata', ...one({ Type: 'Pass', Output: `{% ${source} %}` }) });
  expect(await end(await start(machine))).toMatchObject({
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: expect.stringContaining(because),
  });
});

test('a name is taken until 90 days after its execution has ended, over restarts; then all of it is forgotten', async () => {
  const dataDir = dataDirectory();
  const first = await testCloud({ dataDir, clock: handClock() });
  const before = stateMachines(first);
  const machine = await before.create(one({ Type: 'Pass' }));
  const executionArn = await before.start(machine, { n: 1 }, 'same');
  await before.end(executionArn);
  const nowMs = first.engine.clock.now();
  await first.close();
  const clock = handClock(nowMs);
  const after = stateMachines(await testCloud({ dataDir, clock }));
  const list = async () =>
    (await after.client.send(new ListExecutionsCommand({ stateMachineArn: machine }))).executions?.length;
  clock.advance(90 * DAY_MS - 1);
  await expect(after.start(machine, { n: 1 }, 'same')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  expect(await list()).toBe(1);
  clock.advance(1);
  expect(await list()).toBe(0);
  await expect(after.history(executionArn)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  expect(await after.start(machine, { n: 2 }, 'same')).toBe(executionArn);
});

test('an input of 256 KiB is taken, and not a byte more', async () => {
  const { client, create, end } = stateMachines(await testCloud());
  const stateMachineArn = await create(one({ Type: 'Pass' }));
  const input = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));
  const { executionArn = '' } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: input(256 * 1024) }),
  );
  expect(await end(executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  const larger = client.send(new StartExecutionCommand({ stateMachineArn, input: input(256 * 1024 + 1) }));
  await expect(larger).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
});

test('a state that makes more than 256 KiB fails with States.DataLimitExceeded', async () => {
  const { run } = stateMachines(await testCloud());
  const doubled = one({ Type: 'Pass', Parameters: { 'a.$': '$', 'b.$': '$' } });
  expect(await run(doubled, 'x'.repeat(200 * 1024))).toMatchObject({
    status: 'FAILED',
    error: 'States.DataLimitExceeded',
  });
});

test('a history ends at 25,000 events, and such an execution is not redriven', async () => {
  const { client, run } = stateMachines(await testCloud());
  const loop = {
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'C' }], Default: 'A' },
      C: { Type: 'Succeed' },
    },
  };
  const done = await run(loop, {});
  expect(done).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution history event limit exceeded',
  });
  const { executionArn } = done;
  const { events = [] } = await client.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 2 }),
  );
  expect(events.map(({ id, type }) => [id, type])).toEqual([
    [25_000, 'ExecutionFailed'],
    [24_999, expect.stringMatching(/State(?:Entered|Exited)$/)],
  ]);
});

test('what cannot be redriven is refused with AWS’s reason', async () => {
  const clock = handClock();
  const { client, create, start, end } = stateMachines(await testCloud({ clock }));
  const redrive = (executionArn: string) => client.send(new RedriveExecutionCommand({ executionArn }));
  const reason = (text: string) => ({ name: 'ExecutionNotRedrivable', message: expect.stringContaining(text) });
  const good = await start(await create(one({ Type: 'Pass' })));
  await end(good);
  await expect(redrive(good)).rejects.toMatchObject(reason('Execution is SUCCEEDED and cannot be redriven'));
  const waiting = await start(await create(one({ Type: 'Wait', Seconds: 60 })));
  await expect(redrive(waiting)).rejects.toMatchObject(reason('Execution is RUNNING and cannot be redriven'));
  await client.send(new StopExecutionCommand({ executionArn: waiting }));
  await redrive(waiting);
  const { status, redriveCount } = await client.send(new DescribeExecutionCommand({ executionArn: waiting }));
  expect({ status, redriveCount }).toEqual({ status: 'RUNNING', redriveCount: 1 });
  await client.send(new StopExecutionCommand({ executionArn: waiting }));
  clock.advance(14 * DAY_MS + 1);
  await expect(redrive(waiting)).rejects.toMatchObject(reason('Execution redrivable period exceeded'));
  const none = redrive('arn:aws:states:us-east-1:000000000000:execution:machine-1:none');
  await expect(none).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
});
