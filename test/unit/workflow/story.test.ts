/** What became of an execution: definitions compiled, run on the local Step Functions, and read back as a story. */
import {
  CreateStateMachineCommand,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { type WorkflowInput, workflowSchema } from '../../../contracts/workflow.ts';
import { machineName, stepsFunctionName } from '../../../domain/naming.ts';
import { compileWorkflow, machineText } from '../../../domain/workflow/compile.ts';
import { stepMessageId } from '../../../domain/workflow/identity.ts';
import { type StepRun, storyOf } from '../../../domain/workflow/story.ts';
import { createExecutionReader, executionArnOf, machinesOf } from '../../../functions/kit/workflow/executions.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { ROLE, testFunctions } from '../../kit/functions.ts';
import { createUntil } from '../../kit/line-watch.ts';

const PREFIX = 'signalbox-test';
const WHERE = machinesOf(PREFIX, 'arn:aws:lambda:us-east-1:000000000000:function:x');

/** One execution on a cloud of its own. Its steps that ask wait until the test answers. */
async function run(written: WorkflowInput, input: object = {}) {
  const definition = workflowSchema.parse(written);
  const name = { workflow: definition.id, name: 'one' };
  const arn = executionArnOf(WHERE, name);
  const cloud = await testCloud();
  await testFunctions(cloud).create(stepsFunctionName(PREFIX), 'export const handler = async () => ({});');
  const client = new SFNClient(clientSettings(cloud));
  const text = machineText(compileWorkflow(definition, { prefix: PREFIX, channelOf: () => 'shop.parcels' }));
  const { stateMachineArn } = await client.send(
    new CreateStateMachineCommand({ name: machineName(PREFIX, definition.id), roleArn: ROLE, definition: text }),
  );
  await client.send(new StartExecutionCommand({ stateMachineArn, name: 'one', input: JSON.stringify(input) }));
  const reader = createExecutionReader(client, WHERE);
  const story = async () => storyOf(definition, (await reader.history(name, 25_000)).events, { id: 'x:one', arn });
  let answered = 0;
  const until = createUntil(cloud);
  /** Tokens of what waits, when it is so many. */
  const waiting = (count: number): Promise<string[]> =>
    until(async () => {
      const { events } = await reader.history(name, 25_000);
      const asked = events.filter(({ type }) => type === 'TaskStarted').length;
      const tokens = events.filter(({ type }) => type === 'TaskScheduled').flatMap(({ details }) => tokenIn(details));
      return asked >= answered + count ? tokens.slice(answered) : undefined;
    });
  const tokens = (count: number) =>
    until(async () => {
      const { events } = await reader.history(name, 25_000);
      const all = events.filter(({ type }) => type === 'TaskScheduled').flatMap(({ details }) => tokenIn(details));
      return all.length >= count ? all : undefined;
    });
  const settle = async (send: (token: string) => Promise<unknown>) => {
    const [token = ''] = await waiting(1);
    await send(token);
    answered += 1;
  };
  return {
    ...{ arn, client, story, waiting, tokens },
    answer: (output: unknown) =>
      settle((taskToken) => client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }))),
    fail: (error: string) =>
      settle((taskToken) => client.send(new SendTaskFailureCommand({ taskToken, error, cause: 'so it is' }))),
    /** Resolves when it does not run any more. */
    end: () => until(async () => ((await reader.describe(name))?.state === 'running' ? undefined : true)),
  };
}

const tokenIn = ({ parameters }: Readonly<Record<string, unknown>>): string[] => {
  const { Payload } = JSON.parse(String(parameters)) as { Payload?: { token?: string } };
  return Payload?.token === undefined ? [] : [Payload.token];
};

const brief = ({ step, place, round, status, output }: StepRun) =>
  `${step}${place && ` ${place}`} ${round} ${status} ${JSON.stringify(output)}`;

test('a condition tells which branch it took; what gives nothing shows no output of the step before it', async () => {
  const execution = await run({
    id: 'choices',
    title: 'Choices',
    variables: { total: 0 },
    result: '{% $choose %}',
    steps: [
      { id: 'first', kind: 'transform', output: 'of the first' },
      { id: 'pause', kind: 'wait', forS: 1 },
      {
        id: 'choose',
        kind: 'condition',
        branches: [
          { when: '{% $total > 0 %}', title: 'some', steps: [{ id: 'some', kind: 'transform', output: 'many' }] },
        ],
        otherwise: [{ id: 'none', kind: 'transform', set: { total: 1 }, output: 'few' }],
      },
    ],
  });
  await execution.end();
  const { steps } = await execution.story();
  expect(steps.map(brief)).toEqual([
    'first 1 succeeded "of the first"',
    'pause 1 succeeded null',
    'choose 1 succeeded {"taken":"otherwise","output":"few"}',
    'none 1 succeeded "few"',
  ]);
});

test('a map and a loop tell each item and each round', async () => {
  const execution = await run(
    {
      id: 'rounds',
      title: 'Rounds',
      variables: { sofar: 0 },
      steps: [
        {
          id: 'items',
          kind: 'map',
          over: '{% $input.numbers %}',
          as: 'figure',
          steps: [{ id: 'twice', kind: 'transform', output: '{% $figure * 2 %}' }],
        },
        {
          id: 'again',
          kind: 'loop',
          until: '{% $sofar = 2 %}',
          maxRounds: 5,
          steps: [{ id: 'add', kind: 'transform', set: { sofar: '{% $sofar + 1 %}' }, output: 'added' }],
        },
      ],
    },
    { numbers: [3, 4] },
  );
  await execution.end();
  const { steps, current, transitions, cost } = await execution.story();
  expect(steps.map(brief).sort()).toEqual([
    'add 1 succeeded "added"',
    'add 2 succeeded "added"',
    expect.stringMatching(/^again 1 succeeded/),
    'items 1 succeeded [6,8]',
    'twice items[0] 1 succeeded 6',
    'twice items[1] 1 succeeded 8',
  ]);
  expect(current).toEqual([]);
  expect(transitions.at(0)).toMatchObject({ what: 'started' });
  expect(transitions.at(-1)).toMatchObject({ what: 'succeeded' });
  expect(cost.transitions).toBe(transitions.filter(({ what }) => what === 'entered').length);
  expect(cost.dollars).toBeCloseTo(cost.transitions * 0.000025, 7);
});

test('what waits is current, with the message that it sent; its token is told nowhere', async () => {
  const execution = await run({
    id: 'gate',
    title: 'Gate',
    participants: { packer: 'role:packer' },
    steps: [
      {
        id: 'both',
        kind: 'parallel',
        steps: [
          { id: 'asked', kind: 'approval', approvers: ['role:operator'], question: 'Go on?', show: { total: 7 } },
          { id: 'noted', kind: 'transform', output: 'noted' },
        ],
      },
      {
        id: 'packed',
        kind: 'task',
        to: 'packer',
        type: 'shop.order.placed',
        payload: { sku: 'a' },
        reply: 'shop.parcel.packed',
      },
    ],
  });
  const tokens = await execution.waiting(1);
  const before = await execution.story();
  expect(before.current.map(({ step }) => step)).toEqual(['asked']);
  expect(before.current[0]).toMatchObject({
    kind: 'approval',
    status: 'running',
    input: { question: 'Go on?', show: { total: 7 } },
    tries: [{ attempt: 1, does: 'approve', messages: [stepMessageId(execution.arn, 'asked', '')] }],
  });
  expect(before.steps.map(({ step, status }) => `${step} ${status}`).sort()).toEqual([
    'asked running',
    'both running',
    'noted succeeded',
  ]);
  expect(JSON.stringify(before)).not.toContain(tokens[0]);
  await execution.answer({ approved: true, decisions: [] });
  await execution.answer({ sku: 'a' });
  await execution.end();
  const after = await execution.story();
  expect(after.steps.find(({ step }) => step === 'packed')).toMatchObject({
    status: 'succeeded',
    input: { sku: 'a' },
    output: { sku: 'a' },
  });
  expect(after.cost).toMatchObject({ functionCalls: 2, messages: 1 });
});

test('a retry is a further try of the same run; a redrive enters what failed again and keeps what succeeded', async () => {
  const execution = await run({
    id: 'again',
    title: 'Again',
    participants: { packer: 'role:packer' },
    steps: [
      { id: 'first', kind: 'transform', output: 1 },
      {
        id: 'packed',
        kind: 'task',
        to: 'packer',
        type: 'shop.order.placed',
        payload: {},
        reply: 'shop.parcel.packed',
        retry: { maxAttempts: 2, firstDelayS: 1, jitter: 'none' },
      },
    ],
  });
  await execution.fail('ParticipantFailed');
  await execution.fail('ParticipantFailed');
  await execution.end();
  const failed = await execution.story();
  expect(failed.current).toEqual([]);
  const packed = (steps: readonly StepRun[]) => steps.filter(({ step }) => step === 'packed');
  expect(packed(failed.steps)).toMatchObject([
    { status: 'failed', error: 'ParticipantFailed', cause: 'so it is', tries: [{ attempt: 1 }, { attempt: 2 }] },
  ]);
  expect(failed.cost.transitions).toBe(3);
  await execution.client.send(new RedriveExecutionCommand({ executionArn: execution.arn }));
  await execution.answer({ sku: 'late' });
  await execution.end();
  const { steps } = await execution.story();
  expect(steps.filter(({ step }) => step === 'first')).toHaveLength(1);
  expect(packed(steps)).toMatchObject([
    { round: 1, status: 'succeeded', output: { sku: 'late' }, tries: [{}, {}, { does: 'ask' }] },
  ]);
});

test('an execution that is stopped leaves its steps stopped, and the blocks around them', async () => {
  const execution = await run({
    id: 'halt',
    title: 'Halt',
    steps: [
      {
        id: 'items',
        kind: 'map',
        over: [1, 2],
        steps: [{ id: 'asked', kind: 'approval', approvers: ['principal:alice'], question: 'Yes?' }],
      },
    ],
  });
  await execution.waiting(2);
  const running = await execution.story();
  expect(running.current.map(({ step, place }) => `${step} ${place}`).sort()).toEqual([
    'asked items[0]',
    'asked items[1]',
  ]);
  const ids = running.current.flatMap(({ tries }) => tries.flatMap(({ messages = [] }) => messages));
  expect(new Set(ids).size).toBe(2);
  await execution.client.send(new StopExecutionCommand({ executionArn: execution.arn }));
  const { steps, current } = await execution.story();
  expect(current).toEqual([]);
  expect(steps.map(({ step, status }) => `${step} ${status}`)).toEqual([
    'items stopped',
    'asked stopped',
    'asked stopped',
  ]);
});

test('a branch that another one ends by failing is stopped, and what caught the failure goes on', async () => {
  const task = {
    kind: 'task',
    to: 'packer',
    type: 'shop.order.placed',
    payload: {},
    reply: 'shop.parcel.packed',
  } as const;
  const execution = await run({
    id: 'caught',
    title: 'Caught',
    participants: { packer: 'role:packer' },
    steps: [
      {
        id: 'both',
        kind: 'parallel',
        steps: [
          { id: 'left', ...task },
          { id: 'right', ...task },
        ],
        catch: [{ errors: ['*'], outcome: 'continue', output: 'instead' }],
      },
      { id: 'later', ...task },
    ],
  });
  await execution.waiting(2);
  await execution.fail('Rejected');
  const [, , token] = await execution.tokens(3);
  expect(token).toBeDefined();
  const { steps, current } = await execution.story();
  expect(current.map(({ step }) => step)).toEqual(['later']);
  expect(steps.filter(({ step }) => step !== 'later').map(({ step, status }) => `${step} ${status}`)).toEqual([
    expect.stringMatching(/^both (succeeded|failed)$/),
    expect.stringMatching(/^(left|right) (failed|stopped)$/),
    expect.stringMatching(/^(left|right) (failed|stopped)$/),
  ]);
});

test('a step that runs another workflow names its execution', async () => {
  const execution = await run({
    id: 'outer',
    title: 'Outer',
    steps: [{ id: 'inner', kind: 'subworkflow', workflow: 'none', input: { a: 1 } }],
  });
  await execution.end();
  const { steps } = await execution.story();
  expect(steps).toMatchObject([{ step: 'inner', status: 'failed', input: { a: 1 }, tries: [{ does: 'start' }] }]);
});
