/** Functions in a cloud whose time skips: their `Date`, their retries, their timeouts, and whom they wait for. */
import { CreateEventSourceMappingCommand, type CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { type LocalCloud, startLocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { functionArn, testFunctions } from '../../kit/functions.ts';
import { stateMachines } from '../states/state-machines.ts';

const START_MS = Date.UTC(2026, 0, 1, 12);
const DAY_MS = 86_400_000;

const skippingCloud = () => testCloud({ clock: 'skip', startAt: START_MS });
const passed = ({ engine }: LocalCloud): number => engine.clock.now() - START_MS;

/** When a function's requests ended (ms after the start), and how. */
const invokes = (cloud: LocalCloud, name: string) =>
  cloud.engine.traces
    .since(0)
    .filter(({ service, action, resource }) => service === 'lambda' && action === 'invoke' && resource?.includes(name))
    .map(({ atMs, outcome }) => [atMs - START_MS, outcome]);

const quick: Partial<CreateFunctionCommandInput> = { Timeout: 1 };

test('Date in a function is the time of the cloud, after a wait of three days too', async () => {
  const cloud = await skippingCloud();
  const { create } = testFunctions(cloud);
  await create(
    'tells',
    `const loaded = Date.now();
     export const handler = async () => [
       Date.now(), +new Date(), new Date(5).getTime(), new Date() instanceof Date, loaded, Date() === new Date().toString(),
       new (new Date().constructor)().getTime(), structuredClone(new Date()).getTime(), performance.now() < 1e9,
     ];`,
  );
  const { run } = stateMachines(cloud);
  const call = { Type: 'Task', Resource: functionArn('tells') };
  const { output } = await run({
    StartAt: 'Before',
    States: {
      Before: { ...call, ResultPath: '$.before', Next: 'Wait' },
      Wait: { Type: 'Wait', Seconds: 3 * 86_400, Next: 'After' },
      After: { ...call, ResultPath: '$.after', End: true },
    },
  });
  const later = START_MS + 3 * DAY_MS;
  expect(JSON.parse(output ?? '')).toEqual({
    before: [START_MS, START_MS, 5, true, START_MS, true, START_MS, START_MS, true],
    after: [later, later, 5, true, START_MS, true, later, later, true],
  });
  expect(invokes(cloud, 'tells')).toEqual([
    [0, 'ok'],
    [3 * DAY_MS, 'ok'],
  ]);
});

test('on the wall, Date in a function is untouched', async () => {
  const { create, invoke } = testFunctions(await testCloud());
  await create('tells', 'export const handler = async () => [String(Date.now), typeof new Date().getTime()];');
  expect((await invoke('tells')).value).toEqual(['function now() { [native code] }', 'number']);
});

test('a failing event is tried again after one and after two minutes', async () => {
  const cloud = await skippingCloud();
  const { create, invoke } = testFunctions(cloud);
  await create('fails', 'export const handler = async () => { throw new Error("on purpose"); };');
  await invoke('fails', {}, { InvocationType: 'Event' });
  await cloud.engine.traces.find(() => invokes(cloud, 'fails').length === 3);
  expect(invokes(cloud, 'fails')).toEqual([
    [0, 'Error'],
    [60_000, 'Error'],
    [180_000, 'Error'],
  ]);
});

test('a message that its function cannot handle goes to the dead-letter queue after all its receives', async () => {
  const cloud = await skippingCloud();
  const sqs = new SQSClient(clientSettings(cloud));
  const make = async (QueueName: string, Attributes = {}) =>
    (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl;
  const deadUrl = await make('dead');
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: cloud.engine.arn('sqs', 'dead'), maxReceiveCount: 5 });
  const QueueUrl = await make('work', { VisibilityTimeout: '43200', RedrivePolicy });
  const { create, client } = testFunctions(cloud);
  await create('fails', 'export const handler = async () => { throw new Error("on purpose"); };');
  await client.send(
    new CreateEventSourceMappingCommand({ FunctionName: 'fails', EventSourceArn: cloud.engine.arn('sqs', 'work') }),
  );
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'bad' }));
  await cloud.engine.traces.find(({ action }) => action === 'deadLetter');
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: deadUrl }));
  expect(Messages.map(({ Body }) => Body)).toEqual(['bad']);
  expect(invokes(cloud, 'fails').map(([atMs]) => Number(atMs) / 3_600_000)).toEqual([0, 12, 24, 36, 48]);
});

test('a function that hangs is ended by the machine’s time, and the time of the cloud stands meanwhile', async () => {
  const cloud = await skippingCloud();
  const { create, invoke } = testFunctions(cloud);
  await create('hangs', 'export const handler = () => new Promise(() => setInterval(() => {}, 1000));', quick);
  const { run } = stateMachines(cloud);
  const waiting = run({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 3_600, End: true } } });
  const { value, functionError } = await invoke('hangs');
  expect(functionError).toBe('Unhandled');
  expect(value).toEqual({ errorMessage: expect.stringContaining('Task timed out after 1.00 seconds') });
  expect(invokes(cloud, 'hangs')).toEqual([[0, 'Error']]);
  expect((await waiting).status).toBe('SUCCEEDED');
});

const pollsFor = (seconds: number, queueUrl: string | undefined): string => `
  import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
  const sqs = new SQSClient({});
  export const handler = async () => {
    const before = Date.now();
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: ${JSON.stringify(queueUrl)}, WaitTimeSeconds: ${seconds} }));
    return [Messages.length, Date.now() - before];
  };`;

test('a function that waits for a message does not stop the time', async () => {
  const cloud = await skippingCloud();
  const { create, invoke } = testFunctions(cloud);
  const { QueueUrl } = await new SQSClient(clientSettings(cloud)).send(new CreateQueueCommand({ QueueName: 'empty' }));
  await create('polls', pollsFor(20, QueueUrl), { Timeout: 30 });
  expect((await invoke('polls')).value).toEqual([0, 20_000]);
});

test('a function that waits longer than its timeout is ended when the time has skipped there', async () => {
  const cloud = await skippingCloud();
  const { create, invoke } = testFunctions(cloud);
  const { QueueUrl } = await new SQSClient(clientSettings(cloud)).send(new CreateQueueCommand({ QueueName: 'empty' }));
  await create('polls', pollsFor(20, QueueUrl), { Timeout: 5 });
  expect((await invoke('polls')).functionError).toBe('Unhandled');
  expect(passed(cloud)).toBe(5_000);
});

test('a function that calls another one gives it its turn', async () => {
  const cloud = await skippingCloud();
  const { create, invoke } = testFunctions(cloud);
  await create('inner', 'export const handler = async (n) => n + 1;');
  await create(
    'outer',
    `import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
     const lambda = new LambdaClient({});
     export const handler = async () => {
       const call = async (n) =>
         JSON.parse(Buffer.from((await lambda.send(new InvokeCommand({ FunctionName: 'inner', Payload: JSON.stringify(n) }))).Payload));
       return await Promise.all([call(1), call(2), call(3)]);
     };`,
    { Timeout: 20 },
  );
  expect((await invoke('outer')).value).toEqual([2, 3, 4]);
  expect(passed(cloud)).toBe(0);
});

test('a restart goes on with the time, also for functions', async () => {
  const dataDir = dataDirectory();
  const first = await startLocalCloud({ port: 0, clock: 'skip', startAt: START_MS, dataDir });
  await testFunctions(first).create('tells', 'export const handler = async () => Date.now();');
  await first.advance(30 * DAY_MS);
  await first.close();
  const second = await testCloud({ clock: 'skip', startAt: START_MS, dataDir });
  expect((await testFunctions(second).invoke('tells')).value).toBe(START_MS + 30 * DAY_MS);
});
