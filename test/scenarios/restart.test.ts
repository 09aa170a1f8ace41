/** Stopped and started again with the same data, everything goes on: what waits, what is scheduled, who listens. */
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { expect, onTestFinished, test } from 'vitest';
import { clientSettings, dataDirectory } from '../kit/cloud.ts';
import { openStage, type StageOfFile } from './use-stage.ts';

const HOUR_MS = 3_600_000;

async function schedules({ cloud }: StageOfFile): Promise<(string | undefined)[]> {
  const scheduler = new SchedulerClient(clientSettings(cloud));
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({}));
  scheduler.destroy();
  return Schedules.map(({ Name }) => Name);
}

test('a restart keeps queues, rules, schedules, the key and the history', async () => {
  const dataDir = dataDirectory();
  const before = await openStage('trial', { dataDir });
  const asked = await before.send({
    type: 'trial.question',
    payload: { answeredFrom: 2 },
    expects: 'reply',
    replyTo: 'trial.answers',
    deadlineMs: HOUR_MS,
  });
  await before.quiet();
  const failing = await before.send({ type: 'trial.work', payload: { failures: 1 } });
  await before.until(async () => ((await before.told(failing))[0]?.includes('failed') ? true : undefined));
  await before.idle();
  expect(await schedules(before)).toEqual([`look-${asked}-1`]);
  await before.close();

  const after = await openStage('trial', { dataDir });
  onTestFinished(() => after.close());
  expect(after.apiKey).toBe(before.apiKey);
  expect(await schedules(after)).toEqual([`look-${asked}-1`]);
  const probe = await after.send({ type: 'platform.probe', payload: {} });
  await after.quiet();
  expect(await after.told(probe)).toEqual(['platform.probe by api: platform.echo handled']);
  expect(await after.told(failing)).toEqual(['trial.work by api: trial.worker handled at receive 2']);
  expect(await after.told(asked)).toEqual(['trial.question by api: trial.answerer handled']);

  await after.pass(HOUR_MS + 60_000);
  await after.pass(5_000);
  expect(await after.told(asked)).toEqual([
    'trial.question by api: trial.answerer handled',
    'trial.answer by trial.answerer: trial.ledger handled',
  ]);
  expect(after.crashes()).toEqual([]);
});
