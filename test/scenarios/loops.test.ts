/** Two agents that publish to each other for ever are stopped by the count of hops. */
import { expect, test } from 'vitest';
import { useStage } from './use-stage.ts';

const stage = useStage('trial');

test('a loop over two agents ends in the dead letters after 32 hops, and nothing comes of that', async () => {
  const { send, quiet, history, call } = stage();
  const id = await send({ type: 'trial.ping', payload: {} });
  await quiet();
  const went = (await history()).sort((a, b) => a.message.hops - b.message.hops);
  const line = went.map(({ message: { hops, type }, outcomes, deadLetters }) => [
    hops,
    type,
    ...outcomes.map(({ agent, outcome }) => `${agent} ${outcome}`),
    ...deadLetters.map(({ agent, error }) => `${agent} ${error.code}`),
  ]);
  const expected = Array.from({ length: 34 }, (_, hops) =>
    hops % 2 === 0
      ? [hops, 'trial.ping', 'trial.pinger handled']
      : [hops, 'trial.pong', hops === 33 ? 'trial.ponger TooManyHops' : 'trial.ponger handled'],
  );
  expect(line).toEqual(expected);
  expect(await call(`GET /v1/conversations/${id}`)).toMatchObject({ status: 200, body: { state: 'closed' } });
});
