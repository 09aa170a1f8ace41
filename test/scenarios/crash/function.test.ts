/** A function that ends in the middle of its work loses nothing: what was in its batch is handled, and what ended it is dead. */
import { expect, onTestFinished, test } from 'vitest';
import { openStage } from '../use-stage.ts';

/** Longer than a queue hides a message that failed: six times the function's timeout of 30 s. */
const HIDDEN_MS = 181_000;

test('a message that ends its function five times is a dead letter; what lay beside it in the batch is handled', async () => {
  const stage = await openStage('trial');
  onTestFinished(() => stage.close());
  const work = (correlationId: string, more: object) => ({
    type: 'trial.work',
    correlationId,
    payload: { failures: 0, ...more },
  });
  const body = [work('good-1', {}), work('bad', { failures: 9, crash: true }), work('good-2', {})];
  expect((await stage.call('POST /v1/messages', { body })).status).toBe(202);
  for (let receive = 1; receive <= 5; receive++) {
    await stage.until(async () => (stage.crashes().length >= receive ? true : undefined));
    await stage.idle();
    await stage.cloud.advance(HIDDEN_MS);
  }
  await stage.quiet();
  expect(await stage.told('bad')).toEqual([
    'trial.work by api: dead at trial.worker (GaveUp)',
    'platform.error by platform.dead-letters: platform.registrar handled',
  ]);
  for (const good of ['good-1', 'good-2'])
    expect((await stage.told(good))[0]).toMatch(/^trial\.work by api: .*trial\.worker handled/);
  expect(stage.crashes().map(({ resource = '', outcome }) => [resource.split(':').at(-1), outcome])).toEqual(
    Array.from({ length: 5 }, () => ['signalbox-dev-trial-worker', 'Runtime.ExitError']),
  );
});
