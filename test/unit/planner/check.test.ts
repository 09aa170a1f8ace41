/** Plans that cannot be carried out: each defect is found by name, with its task and a remedy; the sound plan is not accused. */
import { expect, test } from 'vitest';
import { createCatalogue } from '../../../domain/catalogue.ts';
import { checkPlan } from '../../../domain/planner/check.ts';
import { MAX_PLAN_BYTES, type Plan } from '../../../domain/planner/plan.ts';
import { reviewPlan } from '../../../domain/planner/review.ts';
import { fleet } from '../../../systems/fleet.ts';
import { catalogue, madePlan, withTask } from './planner-fixtures.ts';

const sound = madePlan();
const codes = (plan: Plan, constraints = {}) =>
  checkPlan(plan, catalogue, constraints).map(({ code, task }) => (task === undefined ? code : `${code} ${task}`));

test('a sound plan has no findings', () => {
  expect(checkPlan(sound, catalogue)).toEqual([]);
  expect(reviewPlan(sound, catalogue)).toEqual({ approved: true, reasons: [], score: 1, longestS: 240 + 60 + 60 });
});

test('a cycle is told with its path, in the order in which it would run', () => {
  const plan = withTask(withTask(sound, 'history', { dependsOn: ['report'] }), 'report', { dependsOn: ['trends'] });
  const [cycle] = checkPlan(plan, catalogue).filter(({ code }) => code === 'Cycle');
  expect(cycle?.reason).toContain('history → trends → report → history');
  expect(reviewPlan(plan, catalogue)).toMatchObject({ approved: false, longestS: 0 });
});

test('a task that waits for itself is a cycle', () => {
  expect(codes(withTask(sound, 'report', { dependsOn: ['history', 'report'] }))).toContain('Cycle report');
});

test('a capability that nobody has names those that there are', () => {
  const [reason, ...others] = checkPlan(withTask(sound, 'trends', { to: 'capability:astrology' }), catalogue);
  expect(others).toEqual([]);
  expect(reason).toMatchObject({ code: 'NobodyAddressed', task: 'trends', severity: 'error' });
  expect(reason?.reason).toContain('fleet-history, trend-analysis, report-writing');
});

test('an agent that exists and takes no tasks is nobody', () => {
  expect(codes(withTask(sound, 'trends', { to: 'agent:fleet.analyst' }))).toEqual(['NobodyAddressed trends']);
  expect(codes(withTask(sound, 'trends', { to: 'agent:planner.analyst' }))).toEqual([]);
});

test('without the planner system nobody takes tasks at all', () => {
  const found = checkPlan(sound, createCatalogue([fleet]));
  expect(found.map(({ code }) => code)).toEqual(sound.tasks.map(() => 'NobodyAddressed'));
});

test.each([
  ['a dependency that is no task', withTask(sound, 'report', { dependsOn: ['history', 'ghost'] }), 'Dangling report'],
  ['a use of what is no task', withTask(sound, 'report', { uses: ['trends', 'ghost'] }), 'Dangling report'],
  ['a result that is no task', { ...sound, result: 'ghost' }, 'NoResult'],
  ['two tasks of one name', { ...sound, tasks: [...sound.tasks, ...sound.tasks.slice(-1)] }, 'DuplicateId report'],
  [
    'an input that the worker does not take',
    withTask(sound, 'history', { input: { from: 'monday' } }),
    'InvalidInput history',
  ],
  [
    'a period that ends before it begins',
    withTask(sound, 'history', { input: { from: '2026-02-02T00:00:00Z', to: '2026-02-01T00:00:00Z' } }),
    'InvalidInput history',
  ],
  [
    'a need that nobody meets',
    withTask(sound, 'report', { dependsOn: ['trends'], uses: ['history'] }),
    'NeedNotMet report',
  ],
  ['an output that is never given', withTask(sound, 'report', { expects: ['poem'] }), 'UnkeptPromise report'],
  ['an input that names what it does not wait for', withTask(sound, 'report', { uses: [] }), 'NotWaitedFor report'],
])('%s', (_, plan, expected) => {
  expect(codes(plan)).toContain(expected);
  expect(reviewPlan(plan, catalogue).approved).toBe(false);
});

test('limits of the goal: time by the longest way, number of tasks', () => {
  expect(codes(sound, { withinS: 360 })).toEqual([]);
  const [long] = checkPlan(sound, catalogue, { withinS: 359 });
  expect(long).toMatchObject({ code: 'TooLong' });
  expect(long?.reason).toContain('history → trends → report may take 360 s; 359 s are given');
  expect(codes(sound, { maxTasks: 3 })).toEqual(['TooManyTasks']);
});

test('a plan that is too large for an execution', () => {
  const large = withTask(sound, 'history', {
    to: 'agent:planner.historian',
    input: { text: 'x'.repeat(MAX_PLAN_BYTES) },
  });
  expect(codes(large)).toContain('TooLarge');
});

test('a task that nobody uses is remarked, and does not stop the plan', () => {
  const plan = withTask(
    withTask(sound, 'report', { uses: [], input: { title: 'a', name: 'a', history: 'history' } }),
    'trends',
    {},
  );
  expect(codes(plan)).toEqual(['Unused trends']);
  expect(reviewPlan(plan, catalogue)).toMatchObject({ approved: true, score: 0.95 });
});
