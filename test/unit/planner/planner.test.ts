/** The planner by rules and the critic, asked as a workflow asks them. */
import { expect, test } from 'vitest';
import type { PlanMade } from '../../../domain/planner/maker.ts';
import { type Feedback, type Plan, planSchema, type Review } from '../../../domain/planner/plan.ts';
import type { Call, Transport } from '../../../functions/kit/model/port.ts';
import { fencedIn } from '../../../functions/kit/model/prompt.ts';
import { AT, GOAL, madePlan, openAgents, plansBy, WEEK, WEEK_BEFORE, withTask } from './planner-fixtures.ts';

const agents = openAgents();
const makes = async (payload: object): Promise<PlanMade> => {
  const made = await agents.ask<PlanMade>('planner', 'planner.plan.requested', { goal: GOAL, ...payload });
  if (!made) throw new Error(`The planner did not answer: ${agents.failures.join('; ')}`);
  return made;
};
const plan = async (payload: object): Promise<Plan> => {
  const made = await makes(payload);
  if (made.outcome !== 'planned') throw new Error(made.reason);
  return made.plan;
};
const reviews = (of: unknown, constraints = {}) =>
  agents.ask<Review>('critic', 'planner.review.requested', { plan: of, constraints });

const tasksOf = ({ tasks }: Plan) =>
  tasks.map(({ id, dependsOn, uses }) => `${id}(${[...dependsOn, ...uses.map((one) => `${one}?`)]})`);
const rejected = (reason: string): Feedback => ({ from: 'person', by: 'principal:alice', reason });

test('the weekly report: two histories side by side, what changed, and the report, over the seven days before', async () => {
  const made = await plan({});
  expect(planSchema.parse(made)).toEqual(made);
  expect(tasksOf(made)).toEqual([
    'history()',
    'weekBefore()',
    'trends(history,weekBefore?)',
    'report(history,trends?)',
  ]);
  expect(made).toMatchObject({ madeBy: 'rules', result: 'report', goal: GOAL });
  expect(made.tasks.map(({ input }) => input).slice(0, 2)).toEqual([WEEK, WEEK_BEFORE]);
  expect(made.notes).toEqual(['No period was given: the seven days before the plan was asked for.']);
  expect(await reviews(made)).toEqual({ approved: true, reasons: [], score: 1, longestS: 360 });
});

test('the same wish gives the same plan', async () => {
  expect(await plan({})).toEqual(madePlan());
});

test('a given period is kept, and compared with one of its length', async () => {
  const period = { from: '2026-01-05T00:00:00.000Z', to: '2026-01-12T00:00:00.000Z' };
  const { tasks, notes } = await plan({ constraints: { period } });
  expect(tasks[0]?.input).toEqual(period);
  expect(tasks[1]?.input).toEqual({ from: '2025-12-29T00:00:00.000Z', to: period.from });
  expect(notes).toEqual([]);
});

test('a goal that it has no rule for is refused, with what it can do', async () => {
  expect(await makes({ goal: 'conquer the moon' })).toEqual({
    outcome: 'refused',
    reason: 'The planner works by rules, and has none for this goal: "conquer the moon".',
    canDo: [GOAL],
  });
});

test.each(['Without trends, please.', 'no comparison', 'skip the trends'])('a person says: %s', async (reason) => {
  const made = await plan({ feedback: [rejected(reason)] });
  expect(tasksOf(made)).toEqual(['history()', 'report(history)']);
  expect(await reviews(made)).toMatchObject({ approved: true });
});

test('the latest word of a person counts', async () => {
  const made = await plan({ feedback: [rejected('without trends'), rejected('with trends, over the last 3 days')] });
  expect(made.tasks).toHaveLength(4);
  expect(made.tasks[0]?.input).toEqual({ from: '2026-02-07T12:00:00.000Z', to: AT });
});

test('what the rules do not understand is said in the plan, not followed in silence', async () => {
  const made = await plan({ feedback: [rejected('Make it rhyme')] });
  expect(made.notes.at(-1)).toContain(
    'Not followed, for the rules do not understand it (principal:alice): "Make it rhyme"',
  );
});

test('the critic refuses what takes too long; with its reasons the planner shortens, and the critic agrees', async () => {
  const constraints = { withinS: 90 };
  const first = await plan({ constraints });
  const review = await reviews(first, constraints);
  expect(review).toMatchObject({ approved: false, reasons: [{ code: 'TooLong' }] });
  const second = await plan({ constraints, feedback: [{ from: 'critic', reasons: review?.reasons }] });
  expect(await reviews(second, constraints)).toMatchObject({ approved: true, longestS: 90 });
});

test('a time in which nothing can be done is refused', async () => {
  const reasons = [{ code: 'TooLong', severity: 'error', reason: 'too long' }];
  const made = await makes({ constraints: { withinS: 5 }, feedback: [{ from: 'critic', reasons }] });
  expect(made).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('within 5 s') });
});

test('too many tasks, or trends that nobody finds: the report goes without them', async () => {
  for (const reason of [{ code: 'TooManyTasks' }, { code: 'NobodyAddressed', task: 'trends' }]) {
    const reasons = [{ severity: 'error', reason: 'because', ...reason }];
    const made = await plan({ feedback: [{ from: 'critic', reasons }] });
    expect(tasksOf(made)).toEqual(['history()', 'report(history)']);
  }
});

test('without anybody who writes there is no report, and that is said', async () => {
  const reasons = [{ code: 'NobodyAddressed', task: 'report', severity: 'error', reason: 'nobody' }];
  expect(await makes({ feedback: [{ from: 'critic', reasons }] })).toMatchObject({ outcome: 'refused' });
});

test('a plan that is no plan is a finding, not a failure', async () => {
  expect(await reviews({ tasks: 'none' })).toMatchObject({
    approved: false,
    score: 0,
    reasons: [{ code: 'InvalidPlan' }],
  });
  expect(await reviews(withTask(madePlan(), 'history', { timeoutS: 0 }))).toMatchObject({ approved: false });
  expect(agents.failures).toEqual([]);
});

test('a request that breaks its schema is dead-lettered, with the reason', async () => {
  const own = openAgents();
  expect(await own.ask('planner', 'planner.plan.requested', { goal: '' })).toBeUndefined();
  expect(own.failures).toEqual([expect.stringContaining('planner: InvalidPayload')]);
});

/** A planner whose model says `said`, and what it was asked. */
function planningModel(said: unknown) {
  const calls: Call[] = [];
  const transport: Transport = async function* (call) {
    calls.push(call);
    yield { kind: 'text', text: JSON.stringify(said) };
    yield { kind: 'end', reason: 'stop', usage: { inputTokens: 10, outputTokens: 10 } };
  };
  return { calls, agents: openAgents({ model: plansBy(transport, 'ollama:scripted') }) };
}

test('a model makes the plan: it is told the workers and the goal as data, and the plan says who made it', async () => {
  const { goal, madeBy, ...said } = madePlan();
  const { calls, agents } = planningModel({ outcome: 'planned', plan: said, reason: '', canDo: [] });
  const made = await agents.ask<PlanMade>('planner', 'planner.plan.requested', { goal });
  expect(made).toEqual({ outcome: 'planned', plan: { ...said, goal, madeBy: 'ollama:scripted' } });
  expect(madeBy).toBe('rules');
  const [system, user] = (calls[0]?.messages ?? []).map((one) => ('text' in one ? one.text : ''));
  expect(system).not.toContain(goal);
  const asked = fencedIn(user ?? '');
  expect(asked).toMatchObject({ goal, at: AT, constraints: {}, feedback: [] });
  expect(asked.skills).toHaveLength(3);
});

test('a model refuses, and its words reach whoever asked', async () => {
  const said = { outcome: 'refused', plan: null, reason: 'Nobody here flies.', canDo: [GOAL] };
  const { agents } = planningModel(said);
  expect(await agents.ask<PlanMade>('planner', 'planner.plan.requested', { goal: 'conquer the moon' })).toEqual({
    outcome: 'refused',
    reason: 'Nobody here flies.',
    canDo: [GOAL],
  });
});

test('a plan that breaks its schema twice is no plan: the planner fails with the code', async () => {
  const { calls, agents } = planningModel({
    outcome: 'planned',
    plan: { title: 'x', tasks: [] },
    reason: '',
    canDo: [],
  });
  expect(await agents.ask('planner', 'planner.plan.requested', { goal: GOAL })).toBeUndefined();
  expect(calls).toHaveLength(2);
  expect(agents.failures.join()).toContain('InvalidOutput');
});
