/** Workflows that messages and times start, steps that wait for a message, and transitions as they are told on the bus. */
import { expect, test } from 'vitest';
import type { WorkflowInput } from '../../../contracts/workflow.ts';
import { useStage } from '../use-stage.ts';
import { workflowsOf } from './kit.ts';

const stage = useStage('office');
const { register, start, ended, waitingAt, messages } = workflowsOf(stage);

const weigh: WorkflowInput = {
  id: 'weigh',
  title: 'Weighs deliveries',
  timeoutS: 3_600,
  trigger: { kind: 'message', type: 'office.delivery', where: { payload: { weight: [{ numeric: ['>', 10] }] } } },
  steps: [{ id: 'weight', kind: 'transform', output: '{% $input.payload.weight %}' }],
};

const delivery = (order: string, weight: number) =>
  stage().send({ type: 'office.delivery', payload: { order, weight } });

const executionsOf = async (workflow: string): Promise<string[]> => {
  await stage().quiet();
  const { body } = await stage().call<{ executions: { id: string }[] }>(`GET /v1/workflows/${workflow}/executions`);
  return body.executions.map(({ id }) => id);
};

test('a message that fits its pattern starts it, with the message as input; one that does not starts nothing', async () => {
  await register(weigh);
  await delivery('light', 2);
  const heavy = await delivery('heavy', 20);
  expect(await executionsOf('weigh')).toEqual([`weigh:m-${heavy}`]);
  expect(await ended(`weigh:m-${heavy}`)).toMatchObject({ state: 'succeeded', output: 20 });
});

test('a step gets the next message with the values that it waits for', async () => {
  await register({
    id: 'await-order',
    title: 'Waits for an order',
    timeoutS: 3_600,
    steps: [
      {
        id: 'arrival',
        kind: 'wait',
        message: { type: 'office.delivery', where: { 'payload.order': '{% $input.order %}' } },
        timeoutS: 600,
      },
    ],
  });
  await delivery('b-17', 1); // before it waits
  const id = await start('await-order', { order: 'b-17' });
  await waitingAt(id, 'arrival');
  await delivery('b-16', 2);
  await delivery('b-17', 3);
  expect(await ended(id)).toMatchObject({ state: 'succeeded', output: { order: 'b-17', weight: 3 } });
});

test('a reply to a step of a workflow starts no other and wakes no wait, by queue as directly; what has no addressee does', async () => {
  const type = 'office.errand.done';
  await register({
    ...{ id: 'on-done', title: 'Starts on errands run', timeoutS: 60, trigger: { kind: 'message', type } },
    steps: [{ id: 'text', kind: 'transform', output: '{% $input.payload.text %}' }],
  });
  await register({
    ...{ id: 'await-done', title: 'Waits for an errand', timeoutS: 3_600 },
    steps: [{ id: 'done', kind: 'wait', message: { type }, timeoutS: 600 }],
  });
  await register({
    ...{ id: 'ask-both', title: 'Asks by queue and directly', timeoutS: 3_600, stepTimeoutS: 60 },
    participants: { queued: 'agent:office.archivist', direct: 'agent:office.clerk' },
    steps: ['queued', 'direct'].map((to) => ({
      ...{ id: to, kind: 'task' as const, to, type: 'office.errand', payload: { text: to }, reply: type },
    })),
  });
  const waits = await start('await-done');
  await waitingAt(waits, 'done');
  expect(await ended(await start('ask-both'))).toMatchObject({ state: 'succeeded' });
  await waitingAt(waits, 'done');
  expect(await executionsOf('on-done')).toEqual([]);
  await stage().send({ type: 'office.errand', payload: { text: 'asked by nobody' }, to: 'agent:office.archivist' });
  expect(await ended(waits)).toMatchObject({ state: 'succeeded', output: { text: 'asked by nobody' } });
  const [only = '', ...others] = await executionsOf('on-done');
  expect(others).toEqual([]);
  expect(await ended(only)).toMatchObject({ output: 'asked by nobody' });
});

test('its time starts it, once for each time, with the input of the schedule', async () => {
  await register({
    id: 'hourly',
    title: 'Every hour',
    timeoutS: 60,
    trigger: { kind: 'schedule', expression: 'rate(1 hour)', input: { kind: 'count' } },
    steps: [{ id: 'kind', kind: 'transform', output: '{% $input.kind %}' }],
  });
  await stage().pass(2 * 3_600_000 + 60_000);
  const ids = await executionsOf('hourly');
  expect(ids).toHaveLength(2);
  for (const id of ids) {
    expect(id).toMatch(/^hourly:s-\d{4}-\d{2}-\d{2}T\d{6}Z$/);
    expect(await ended(id)).toMatchObject({ state: 'succeeded', output: 'count' });
  }
});

test('each transition is a message in the conversation of its execution, and none is told twice in the history', async () => {
  const id = await start('await-order', { order: 'c-1' }, 'told');
  await waitingAt(id, 'arrival');
  await delivery('c-1', 4);
  await ended(id);
  await stage().pass(61_000); // when an execution has ended, what the log has not told is told
  await stage().quiet();
  const told = (await stage().history())
    .map(({ message }) => message)
    .filter(({ type, correlationId }) => type === 'platform.workflow.moved' && correlationId === `workflow:${id}`)
    .map(({ payload }) => payload as { event: number; what: string; state?: string })
    .sort((a, b) => a.event - b.event);
  expect(told.map(({ what, state }) => (state === undefined ? what : `${what} ${state}`))).toEqual([
    'started',
    'entered arrival',
    'exited arrival',
    'succeeded',
  ]);
  expect(await messages(id)).toEqual([]);
});
