/** The workers over ten days of a fleet: facts, what changed, the report; and what they answer when they cannot. */
import { expect, test } from 'vitest';
import type { Facts } from '../../../domain/planner/facts.ts';
import type { TaskDone } from '../../../domain/planner/plan.ts';
import type { Trends } from '../../../domain/planner/trends.ts';
import { createHistorian } from '../../../functions/agents/planner/historian/historian.ts';
import type { Handlers } from '../../../functions/kit/agent.ts';
import { planner } from '../../../systems/planner.ts';
import { memoryState } from '../fleet-agents/memory-state.ts';
import { fakeLog, message } from '../kit/fakes.ts';
import { fakeHistory } from './fake-history.ts';
import {
  type AgentName,
  AT,
  memoryFiles,
  openAgents,
  type TaskWish,
  taskPayload,
  tenDays,
  WEEK,
  WEEK_BEFORE,
} from './planner-fixtures.ts';

async function open(dead: Parameters<typeof fakeHistory>[1] = [], more: Awaited<ReturnType<typeof tenDays>> = []) {
  const history = fakeHistory([...(await tenDays()), ...more], dead);
  const files = memoryFiles();
  const agents = openAgents({ history, files });
  const does = async (name: AgentName, wish: TaskWish, id?: string): Promise<TaskDone> => {
    const done = await agents.ask<TaskDone>(
      name,
      'planner.task.requested',
      taskPayload(wish),
      id === undefined ? {} : { id },
    );
    if (!done) throw new Error(`${name} did not answer: ${agents.failures.join('; ')}`);
    return done;
  };
  const facts = async (period: object): Promise<TaskDone> => await does('historian', { id: 'history', input: period });
  return { history, files, agents, does, facts };
}

const outputOf = <T>(done: TaskDone): T => {
  if (done.status !== 'succeeded') throw new Error(done.reason);
  return done.output as T;
};

test('the historian counts a week: vehicles, concerns by urgency, service, what workshops found', async () => {
  const { facts, history } = await open([
    { agent: 'fleet.analyst', channel: 'fleet.analysis.request', at: '2026-02-05T00:00:00.000Z' },
  ]);
  const week = outputOf<Facts>(await facts(WEEK));
  expect(week.period).toEqual(WEEK);
  expect(week.read).toMatchObject({ isWhole: true, unread: 0 });
  expect(week.vehicles).toMatchObject({ seen: 4, analyses: 4 * 84 });
  expect(Object.values(week.vehicles.byCondition).reduce((sum, one) => sum + one, 0)).toBe(4);
  expect(week.concerns.items.map(({ mode, worst }) => `${mode} ${worst}`)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^bearing-wear (critical|warning)$/),
      expect.stringMatching(/^lubrication-loss (critical|warning)$/),
    ]),
  );
  expect(week.service.accepted + week.service.declined + week.service.noAnswer).toBeGreaterThanOrEqual(2);
  expect(week.service.simulated).toBe(week.service.accepted + week.service.declined + week.service.noAnswer);
  expect(week.feedback).toMatchObject({ reports: 8, confirmed: 2 });
  expect(week.failures.openDeadLetters).toBe(1);
  // Every hour of the week on seven channels or so, and the dead letters: no scan.
  expect(history.queries()).toBeLessThan(169 * 9 + 1);
});

test('the edges of a period: from on, before the end', async () => {
  const { facts } = await open();
  const [one] = (await tenDays()).filter(({ type }) => type === 'fleet.analysis.completed');
  if (!one) throw new Error('There is no analysis.');
  const later = new Date(Date.parse(one.sentAt) + 1).toISOString();
  const seen = async (from: string, to: string) => outputOf<Facts>(await facts({ from, to })).vehicles.analyses;
  expect(await seen(one.sentAt, later)).toBe(4);
  expect(await seen('2026-01-31T00:00:00.000Z', one.sentAt)).toBe(0);
});

test('messages that cannot be read are counted, dead letters of others are not', async () => {
  const sentAt = '2026-02-05T01:02:03.004Z';
  const odd = message({
    type: 'fleet.analysis.completed',
    channel: 'fleet.analysis.result',
    payload: { from: 'another age' },
    sentAt,
  });
  const other = message({
    type: 'platform.error',
    channel: 'system.errors',
    sentAt,
    payload: { messageId: 'x', agent: 'shop.packer', code: 'Broken', reason: 'r', attempts: 1 },
  });
  const ours = message({
    type: 'platform.error',
    channel: 'system.errors',
    sentAt,
    payload: { messageId: 'x', agent: 'fleet.analyst', code: 'Broken', reason: 'r', attempts: 1 },
  });
  const { facts } = await open([{ agent: 'shop.packer', channel: 'shop.orders', at: sentAt }], [odd, other, ours]);
  const week = outputOf<Facts>(await facts(WEEK));
  expect(week.read.unread).toBe(1);
  expect(week.failures).toMatchObject({
    openDeadLetters: 0,
    errors: [{ agent: 'fleet.analyst', code: 'Broken', count: 1 }],
  });
});

test('a history longer than what is read says so', async () => {
  const history = fakeHistory(await tenDays());
  const handlers: Handlers<typeof planner, 'historian'> = createHistorian(100);
  const asked = message({
    type: 'planner.task.requested',
    channel: 'planner.task.request',
    payload: taskPayload({ id: 'history', input: WEEK }),
  });
  const payload = planner.messages['planner.task.requested'].parse(asked.payload);
  const [answer] = await handlers['planner.task.requested'](
    { ...asked, type: 'planner.task.requested', payload },
    { now: new Date(AT), log: fakeLog(), state: memoryState(), attempts: 1, history },
  );
  const facts = outputOf<Facts>(answer?.payload ?? { status: 'failed', error: 'none', reason: 'no answer' });
  expect(facts.read).toEqual({ messages: 100, unread: 0, isWhole: false });
});

test('the analyst says what changed, and who comes first', async () => {
  const { facts, does } = await open();
  const inputs = { history: await facts(WEEK), weekBefore: await facts(WEEK_BEFORE) };
  const trends = outputOf<Trends>(
    await does('analyst', { id: 'trends', input: { of: 'history', against: 'weekBefore' }, inputs }),
  );
  expect(trends.compared).toBe(true);
  const { counts } = trends.vehicles;
  expect(counts.appeared + counts.worsened).toBeGreaterThanOrEqual(2);
  expect(trends.first.length).toBeGreaterThanOrEqual(2);
  expect(trends.first[0]?.why).toMatch(/^critical: /);
});

test('without the week before nothing is compared, and that is said', async () => {
  const { facts, does, files } = await open();
  const history = await facts(WEEK);
  const before = await facts({ from: '2025-01-01T00:00:00.000Z', to: '2025-01-08T00:00:00.000Z' });
  const trends = await does('analyst', {
    id: 'trends',
    input: { of: 'history', against: 'weekBefore' },
    inputs: { history, weekBefore: before },
  });
  expect(outputOf<Trends>(trends)).toMatchObject({ compared: false, vehicles: { counts: { appeared: 0 } } });
  const input = { title: 'Fleet maintenance', name: 'week', history: 'history', trends: 'trends' };
  await does('writer', { id: 'report', input, inputs: { history, trends } });
  expect([...files.texts.values()][0]).toContain('Not compared: nothing was seen in the period before.');
});

test('the writer keeps one file per task, whose text is in the answer', async () => {
  const { facts, does, files } = await open();
  const history = await facts(WEEK);
  const trends = await does('analyst', {
    id: 'trends',
    input: { of: 'history', against: 'weekBefore' },
    inputs: { history, weekBefore: await facts(WEEK_BEFORE) },
  });
  const wish = {
    id: 'report',
    input: { title: 'Fleet maintenance', name: 'maintenance-2026-02-03', history: 'history', trends: 'trends' },
    inputs: { history, trends },
  };
  const id = '0190a6c0-0000-7000-8000-000000000007';
  const done = await does('writer', wish, id);
  expect(await does('writer', wish, id)).toEqual(done);
  const report = outputOf<{ markdown: string; file: { key: string }; summary: object }>(done);
  expect([...files.texts]).toEqual([[`maintenance-2026-02-03/${id}.md`, report.markdown]]);
  expect(report.file.key).toBe(`files/planner.writer/maintenance-2026-02-03/${id}.md`);
  const sections = report.markdown.split('\n').filter((line) => line.startsWith('#'));
  expect(sections).toEqual(
    expect.arrayContaining([
      '# Fleet maintenance',
      '## What to do',
      '## Findings',
      '## Workshop and customers',
      '## Against the period before',
      '## What the workshops found',
      '## What went wrong',
      '## About this report',
    ]),
  );
  expect(report.markdown).toContain('4 vehicles seen');
  expect(report.markdown).toMatch(/of these answers were made up by the simulated customer/);
});

test('a report of nothing says that nothing was seen', async () => {
  const { facts, does, files } = await open();
  const history = await facts({ from: '2025-01-01T00:00:00.000Z', to: '2025-01-08T00:00:00.000Z' });
  await does('writer', {
    id: 'report',
    input: { title: 'Fleet maintenance', name: 'week', history: 'history' },
    inputs: { history },
  });
  expect([...files.texts.values()][0]).toContain('**No vehicle was seen in it.**');
});

test.each<[string, AgentName, TaskWish, string]>([
  [
    'a period of a year',
    'historian',
    { id: 'h', input: { from: '2025-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' } },
    'at most 31 days',
  ],
  ['an input of another skill', 'historian', { id: 'h', input: { of: 'history' } }, 'The input of task h'],
  ['a missing output', 'analyst', { id: 't', input: { of: 'history' } }, 'The output of task history is missing'],
  [
    'an output of another kind',
    'analyst',
    { id: 't', input: { of: 'history' }, inputs: { history: { status: 'succeeded', output: { poem: 'x' } } } },
    'What task history gave',
  ],
  [
    'a failed dependency',
    'writer',
    {
      id: 'r',
      input: { title: 'a', name: 'a', history: 'history' },
      inputs: { history: { status: 'failed', error: 'X', reason: 'y' } },
    },
    'is missing',
  ],
  [
    'a name that leads out of its folder',
    'writer',
    { id: 'r', input: { title: 'a', name: '../a', history: 'history' } },
    'must be letters',
  ],
])('%s is answered as a failure at once', async (_, agent, wish, reason) => {
  const { does, agents } = await open();
  expect(await does(agent, wish)).toEqual({
    status: 'failed',
    error: 'TaskRefused',
    reason: expect.stringContaining(reason),
  });
  expect(agents.failures).toEqual([]);
});
