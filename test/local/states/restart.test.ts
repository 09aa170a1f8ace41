/** Restarts: what was under way goes on where it stood. */
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';
import { stateMachines } from './state-machines.ts';

const DAY_MS = 86_400_000;
const wait = (days: number) => ({ Type: 'Wait', Seconds: days * 86_400, End: true });

/** Stops a cloud and starts it again on the same data, `days` later. */
async function restarted(cloud: LocalCloud, dataDir: string, days: number): Promise<LocalCloud> {
  const later = handClock(cloud.engine.clock.now() + days * DAY_MS);
  await cloud.close();
  return await testCloud({ dataDir, clock: later });
}

test('a wait of three days goes on over a restart and ends at its time', async () => {
  const dataDir = dataDirectory();
  const clock = handClock();
  const first = await testCloud({ dataDir, clock });
  const before = stateMachines(first);
  const arn = await before.start(await before.create({ StartAt: 'W', States: { W: wait(3) } }), { kept: true });
  const second = await restarted(first, dataDir, 1);
  const after = stateMachines(second);
  expect((await after.history(arn)).map(({ type }) => type)).toEqual(['ExecutionStarted', 'WaitStateEntered']);
  (second.engine.clock as ReturnType<typeof handClock>).advance(2 * DAY_MS);
  expect(await after.end(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"kept":true}' });
  const types = (await after.history(arn)).map(({ type }) => type);
  expect(types).toEqual(['ExecutionStarted', 'WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded']);
});

test('the branches of a Parallel and the iterations of a Map go on where they stood', async () => {
  const dataDir = dataDirectory();
  const first = await testCloud({ dataDir, clock: handClock() });
  const before = stateMachines(first);
  const machine = await before.create({
    StartAt: 'All',
    States: {
      All: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Now', States: { Now: { Type: 'Pass', Result: 'now', End: true } } },
          { StartAt: 'Later', States: { Later: wait(1) } },
          {
            StartAt: 'Each',
            States: {
              Each: {
                Type: 'Map',
                ItemProcessor: { StartAt: 'One', States: { One: wait(2) } },
                ItemsPath: '$.items',
                End: true,
              },
            },
          },
        ],
        End: true,
      },
    },
  });
  const arn = await before.start(machine, { items: [1, 2] });
  const second = await restarted(first, dataDir, 5);
  const after = stateMachines(second);
  (second.engine.clock as ReturnType<typeof handClock>).advance(1);
  const done = await after.end(arn);
  expect(JSON.parse(done.output ?? '')).toEqual(['now', { items: [1, 2] }, [1, 2]]);
  const counts: Record<string, number> = {};
  for (const { type = '' } of await after.history(arn)) counts[type] = (counts[type] ?? 0) + 1;
  expect(counts).toMatchObject({
    WaitStateEntered: 3,
    WaitStateExited: 3,
    MapIterationStarted: 2,
    MapIterationSucceeded: 2,
  });
});

test('a task token that was given out before a restart is taken after it', async () => {
  const dataDir = dataDirectory();
  const first = await testCloud({ dataDir });
  const sqs = new SQSClient(clientSettings(first));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'work' }));
  const before = stateMachines(first);
  const arn = await before.start(
    await before.create({
      QueryLanguage: 'JSONata',
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
          Arguments: { QueueUrl, MessageBody: { token: '{% $states.context.Task.Token %}' } },
          End: true,
        },
      },
    }),
  );
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  const { token } = JSON.parse(Messages?.[0]?.Body ?? '{}') as { token: string };
  await first.close();
  const after = stateMachines(await testCloud({ dataDir }));
  await after.client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"approved":true}' }));
  expect(await after.end(arn)).toMatchObject({ status: 'SUCCEEDED', output: '{"approved":true}' });
  const again = after.client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
  await expect(again).rejects.toMatchObject({ name: 'TaskTimedOut' });
});
