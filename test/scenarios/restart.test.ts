/** Stopped and started again with the same data, everything goes on: what waits, what is scheduled, who listens. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientSettings } from '../kit/cloud.ts';
import { openStage, type StageOfFile } from './use-stage.ts';

const HOUR_MS = 3_600_000;

async function schedules({ cloud }: StageOfFile): Promise<(string | undefined)[]> {
  const scheduler = new SchedulerClient(clientSettings(cloud));
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({}));
  scheduler.destroy();
  return Schedules.map(({ Name }) => Name);
}

const dataDir = mkdtempSync(join(tmpdir(), 'restart-'));
let [asked, failing, keyBefore] = ['', '', ''];
let after: StageOfFile;

/** Before the restart: a question that nobody answers at the first attempt, and work that has failed once. */
beforeAll(async () => {
  const before = await openStage('trial', { dataDir });
  keyBefore = before.apiKey;
  asked = await before.send({
    type: 'trial.question',
    payload: { answeredFrom: 2 },
    expects: 'reply',
    replyTo: 'trial.answers',
    deadlineMs: HOUR_MS,
  });
  await before.quiet();
  failing = await before.send({ type: 'trial.work', payload: { failures: 1 } });
  await before.until(async () => ((await before.told(failing))[0]?.includes('failed') ? true : undefined));
  await before.idle();
  expect(await schedules(before)).toEqual([`look-${asked}-1`]);
  await before.close();
  after = await openStage('trial', { dataDir });
});

afterAll(async () => {
  const crashes = after.crashes();
  await after.close();
  rmSync(dataDir, { recursive: true, force: true });
  expect(crashes).toEqual([]);
});

test('a restart keeps queues, rules, schedules, the key and the history', async () => {
  expect(after.apiKey).toBe(keyBefore);
  expect(await schedules(after)).toEqual([`look-${asked}-1`]);
  const probe = await after.send({ type: 'platform.probe', payload: {} });
  await after.quiet();
  expect(await after.told(probe)).toEqual(['platform.probe by api: platform.echo handled']);
  expect(await after.told(failing)).toEqual(['trial.work by api: trial.worker handled at receive 2']);
  expect(await after.told(asked)).toEqual(['trial.question by api: trial.answerer handled']);
});

test('what was to happen an hour after the question happens after the restart', async () => {
  await after.pass(HOUR_MS + 60_000);
  await after.pass(5_000);
  expect(await after.told(asked)).toEqual([
    'trial.question by api: trial.answerer handled',
    'trial.answer by trial.answerer: trial.ledger handled',
  ]);
});
