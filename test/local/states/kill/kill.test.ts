/** Killed in the middle of executions of every state type, the cloud finishes them all, with the histories of an unkilled run. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../../../../local/engine/random.ts';
import { startLocalCloud } from '../../../../local/local-cloud.ts';
import { dataDirectory, testCloud } from '../../../kit/cloud.ts';
import { testFunctions } from '../../../kit/functions.ts';
import { stateMachines } from '../state-machines.ts';
import { faultsOf, stepsOf } from './history.ts';
import { FUNCTIONS, machines } from './machines.ts';

type Cloud = Parameters<typeof stateMachines>[0];
const INPUT = { items: [{ a: 1 }, { a: 2 }, { a: 3 }] };
const RECORDS = 60;

/** Makes the machines and starts each twice; the answer has the machine of each execution, in the order of the starts. */
async function startAll(cloud: Cloud): Promise<Map<string, string>> {
  const functions = testFunctions(cloud);
  for (const [name, source] of Object.entries(FUNCTIONS)) await functions.create(name, source, { Timeout: 30 });
  const { QueueUrl } = await sqsOf(cloud).send(new CreateQueueCommand({ QueueName: 'asked' }));
  const { create, start } = stateMachines(cloud);
  const started = new Map<string, string>();
  for (const [name, definition] of Object.entries(machines(QueueUrl))) await create(definition, { name });
  const arn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
  const names = Object.keys(machines(QueueUrl));
  await Promise.all([...names, ...names].map(async (name) => started.set(await start(arn(name), INPUT), name)));
  return started;
}

const sqsOf = ({ url }: Pick<Cloud, 'url'>) =>
  new SQSClient({ endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });

/** Answers the tokens until every execution has ended; the time skips. */
async function finishAll(cloud: Cloud, arns: Iterable<string>): Promise<void> {
  const { client, end } = stateMachines(cloud);
  const sqs = sqsOf(cloud);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'asked' }));
  for (let left = 2; left > 0; ) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    for (const { Body = '' } of Messages) {
      const { token: taskToken } = JSON.parse(Body) as { token: string };
      await client.send(new SendTaskSuccessCommand({ taskToken, output: '"yes"' }));
      left -= 1;
    }
  }
  for (const arn of arns) if ((await described(cloud, arn)) === 'RUNNING') await end(arn);
}

const described = async (cloud: Cloud, executionArn: string) =>
  (await stateMachines(cloud).client.send(new DescribeExecutionCommand({ executionArn }))).status;

interface Told {
  readonly machine: string;
  readonly status: string | undefined;
  readonly output: string | undefined;
  readonly steps: readonly string[];
  readonly faults: readonly string[];
}

/** What executions came to, the children of their map runs and what they started included. */
async function tell(cloud: Cloud, started: ReadonlyMap<string, string>): Promise<Told[]> {
  const { client, history } = stateMachines(cloud);
  const told: Told[] = [];
  const one = async (executionArn: string, machine: string) => {
    const { status, output } = await client.send(new DescribeExecutionCommand({ executionArn }));
    const events = await history(executionArn);
    told.push({ machine, status, output, steps: stepsOf(events), faults: faultsOf(events) });
    const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn }));
    for (const { mapRunArn } of mapRuns) {
      const { executions = [] } = await client.send(new ListExecutionsCommand({ mapRunArn }));
      for (const child of executions) await one(child.executionArn ?? '', `${machine}/child`);
    }
  };
  for (const [arn, machine] of started) await one(arn, machine);
  const nested = await client.send(
    new ListExecutionsCommand({ stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:nested' }),
  );
  for (const { executionArn = '' } of nested.executions ?? [])
    if (!started.has(executionArn)) await one(executionArn, 'nested');
  return told.sort((a, b) => (a.machine + a.output < b.machine + b.output ? -1 : 1));
}

let expected: Told[];

beforeAll(async () => {
  const cloud = await startLocalCloud({ port: 0, clock: 'skip' });
  const started = await startAll(cloud);
  await finishAll(cloud, started.keys());
  expected = await tell(cloud, started);
  await cloud.close();
});

test.each([1, 2, 3])('killed while twenty executions are under way, seed %i', async (seed) => {
  const dataDir = dataDirectory();
  const child = fork(join(import.meta.dirname, 'child.ts'), [dataDir], { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [url] = (await once(child, 'message')) as [string];
  const exited = once(child, 'exit');
  const started = await startAll({ url } as Cloud);
  expect(started.size).toBe(20);
  child.send(1 + Math.floor(seededRandom(seed).next() * RECORDS));
  const [, signal] = (await exited) as [null, string];
  expect(signal).toBe('SIGKILL');

  const cloud = await testCloud({ dataDir, clock: 'skip' });
  const atStart = await Promise.all([...started.keys()].map((arn) => described(cloud, arn)));
  expect(atStart.filter((status) => status === 'RUNNING').length).toBeGreaterThanOrEqual(14);
  await finishAll(cloud, started.keys());
  const told = await tell(cloud, started);
  expect(told.flatMap(({ machine, faults }) => faults.map((fault) => `${machine}: ${fault}`))).toEqual([]);
  expect(told).toEqual(expected);
});
