/** Workflows that are deployed with their system: moved by messages and times through rules of the template, as roles of their own. */
import { expect, test } from 'vitest';
import { useStage } from '../use-stage.ts';
import { workflowsOf } from './kit.ts';

const stage = useStage('office');
const { ended, waitingAt, messages } = workflowsOf(stage);

const delivery = (order: string, weight: number) =>
  stage().send({ type: 'office.delivery', payload: { order, weight } });

test('a message starts it; it tells, calls another workflow, and goes on with the message that it waits for', async () => {
  const id = `heavy-delivery:m-${await delivery('safe', 2_000)}`;
  await waitingAt(id, 'rest');
  await delivery('chair', 4);
  await delivery('safe', 5);
  expect(await ended(id)).toMatchObject({ state: 'succeeded', output: { tons: 2, rest: 5 } });
  expect(await messages(id)).toEqual(['office.notice by workflows.heavy-delivery: office.auditor handled']);
  expect(stage().crashes()).toEqual([]);
});

test('its time starts it', async () => {
  await stage().pass(3 * 3_600_000 + 60_000);
  await stage().quiet();
  const { body } = await stage().call<{ executions: { id: string; state: string }[] }>(
    'GET /v1/workflows/regular-look/executions',
  );
  expect(body.executions).toEqual([
    expect.objectContaining({ id: expect.stringMatching(/^regular-look:s-/), state: 'succeeded' }),
  ]);
});
