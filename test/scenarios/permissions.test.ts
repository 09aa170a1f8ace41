/** An agent's role lets it do what its declaration says, also when its code reaches past the kit. */
import { expect, test } from 'vitest';
import { INTRUSIONS } from './trial/system.ts';
import { useStage } from './use-stage.ts';

const stage = useStage('trial');

const REFUSED: Readonly<Record<(typeof INTRUSIONS)[number], string>> = {
  'foreign-type': 'AccessDeniedException',
  'foreign-sender': 'AccessDeniedException',
  'foreign-queue': 'AccessDenied',
  'foreign-state': 'AccessDeniedException',
  'own-state': 'allowed',
};

test.each(INTRUSIONS)('what AWS says of %s', async (by) => {
  const { send, quiet, told, history } = stage();
  const id = await send({ type: 'trial.intrusion', payload: { by } });
  await quiet();
  expect(await told(id)).toEqual([
    'trial.intrusion by api: trial.intruder handled',
    'trial.intruded by trial.intruder: trial.ledger handled',
  ]);
  const answer = (await history()).find(({ message }) => message.causationId === id);
  expect(answer?.message.payload).toEqual({ by, outcome: REFUSED[by] });
});
