/** Plan, criticise, approve, execute, on the local Step Functions: its rounds, its waves, what fails, and how it goes on. */
import { expect, test } from 'vitest';
import { workflowSchema } from '../../../contracts/workflow.ts';
import type { StepRequest } from '../../../contracts/workflow-step.ts';
import { planAndExecute } from '../../../systems/planner/workflow.ts';
import { fakeHistory } from './fake-history.ts';
import { type AgentName, GOAL, memoryFiles, openAgents, tenDays, WEEK } from './planner-fixtures.ts';
import { type Answers, type Decided, runWorkflow, StepFailed } from './workflow.ts';

type Asked = Extract<StepRequest, { do: 'ask' }>;

const WHO: Readonly<Record<string, AgentName>> = {
  'capability:planning': 'planner',
  'capability:plan-review': 'critic',
  'capability:fleet-history': 'historian',
  'capability:trend-analysis': 'analyst',
  'capability:report-writing': 'writer',
};

/** The planner's own agents over the fleet's ten days; `instead` answers or fails some of what is asked. */
async function people(
  decisions: readonly (Decided | undefined)[],
  instead: (asked: Asked, task: string) => unknown = () => undefined,
) {
  const files = memoryFiles();
  const agents = openAgents({ history: fakeHistory(await tenDays()), files });
  const left = [...decisions];
  const approvals: Extract<StepRequest, { do: 'approve' }>[] = [];
  const answers: Answers = {
    async ask(request) {
      const task = (request.payload as { task?: { id?: string } }).task?.id ?? '';
      const other = instead(request, task);
      if (other !== undefined) return other;
      const name = WHO[request.to ?? ''];
      const answer = name && (await agents.ask(name, request.type, request.payload));
      if (answer === undefined) throw new StepFailed('ParticipantFailed', agents.failures.join('; '));
      return answer;
    },
    approve(request) {
      approvals.push(request);
      return left.shift();
    },
  };
  return { answers, files, approvals };
}

const INPUT = { goal: GOAL, constraints: { period: WEEK } };
const taskStates = (tasks: readonly { id: string; status: string }[]) =>
  tasks.map(({ id, status }) => `${id} ${status}`);

test('the definition keeps its schema', () => {
  expect(workflowSchema.safeParse(planAndExecute).error).toBeUndefined();
});

test('from the goal to the report: planned, criticised, approved, carried out in waves', async () => {
  const { answers, files, approvals } = await people([{ approved: true }]);
  const { status, result, asked } = await runWorkflow(INPUT, answers);
  expect(asked).toEqual([
    'makePlan 1: capability:planning, 300 s, normal',
    'criticise 1: capability:plan-review, 120 s, normal',
    'approve 1: Carry out this plan: Fleet maintenance, 2026-02-03 to 2026-02-10? 4 tasks, at most 360 s; made by rules. A rejection with a reason goes back to the planner.',
    'checkAgain : capability:plan-review, 120 s, normal',
    'runTask 1.1.0: capability:fleet-history, 240 s, high',
    'runTask 1.1.1: capability:fleet-history, 240 s, normal',
    'runTask 1.2.0: capability:trend-analysis, 60 s, normal',
    'runTask 1.3.0: capability:report-writing, 60 s, high',
  ]);
  expect({ status, state: result.state, reason: result.reason, rounds: result.rounds }).toEqual({
    status: 'SUCCEEDED',
    state: 'COMPLETED',
    reason: '',
    rounds: 1,
  });
  expect(taskStates(result.tasks)).toEqual([
    'history succeeded',
    'weekBefore succeeded',
    'trends succeeded',
    'report succeeded',
  ]);
  expect(result.output?.markdown).toBe([...files.texts.values()][0]);
  expect(String(result.output?.markdown)).toContain('4 vehicles seen');
  expect(approvals[0]).toMatchObject({
    approvers: ['role:operator', 'role:admin'],
    required: 1,
    show: { round: 1, review: { approved: true } },
  });
});

test('a rejection goes back to the planner with its reason, and the next plan follows it', async () => {
  const { answers } = await people([{ approved: false, reason: 'without trends' }, { approved: true }]);
  const { result, asked } = await runWorkflow(INPUT, answers);
  expect(result).toMatchObject({ state: 'COMPLETED', rounds: 2 });
  expect(taskStates(result.tasks)).toEqual(['history succeeded', 'report succeeded']);
  expect(asked.filter((line) => line.startsWith('runTask')).map((line) => line.split(':')[0])).toEqual([
    'runTask 1.1.0',
    'runTask 1.2.0',
  ]);
});

test('the critic sends a plan back before a person sees it', async () => {
  const { answers, approvals } = await people([{ approved: true }]);
  const { result, asked } = await runWorkflow({ goal: GOAL, constraints: { period: WEEK, withinS: 120 } }, answers);
  expect(result).toMatchObject({ state: 'COMPLETED', rounds: 2 });
  expect(asked.slice(0, 5).map((line) => line.split(':')[0])).toEqual([
    'makePlan 1',
    'criticise 1',
    'makePlan 2',
    'criticise 2',
    'approve 2',
  ]);
  expect(approvals).toHaveLength(1);
});

test('a planner that never learns is asked four times at most', async () => {
  const bad = {
    outcome: 'planned',
    plan: {
      title: 'x',
      goal: 'x',
      madeBy: 'test',
      tasks: [{ id: 'a', title: 'a', to: 'capability:astrology', input: {}, timeoutS: 1 }],
      result: 'a',
    },
  };
  const { answers, approvals } = await people([], ({ step }) => (step === 'makePlan' ? bad : undefined));
  const { status, result } = await runWorkflow(INPUT, answers);
  expect(status).toBe('SUCCEEDED');
  expect(result).toMatchObject({
    state: 'FAILED',
    rounds: 4,
    output: null,
    reason: expect.stringContaining('capability:astrology takes no tasks here'),
  });
  expect(approvals).toEqual([]);
});

test('a goal without a plan ends at once, with what can be done', async () => {
  const { answers } = await people([]);
  const { result, asked } = await runWorkflow({ goal: 'conquer the moon' }, answers);
  expect(result).toMatchObject({ state: 'FAILED', rounds: 1, plan: null, tasks: [], output: null });
  expect(result.reason).toContain(`It can: ${GOAL}.`);
  expect(asked).toHaveLength(1);
});

test('when nobody decides by the deadline it ends, and says so', async () => {
  const { answers } = await people([undefined]);
  const { result } = await runWorkflow(INPUT, answers);
  expect(result).toMatchObject({ state: 'FAILED', rounds: 1, reason: 'Nobody decided in time.' });
});

test('a task that fails keeps back only what depends on it: the report comes without trends', async () => {
  const failing = (_: Asked, task: string) =>
    task === 'trends' ? { status: 'failed', error: 'TaskRefused', reason: 'not today' } : undefined;
  const { answers } = await people([{ approved: true }], failing);
  const { result } = await runWorkflow(INPUT, answers);
  expect(result).toMatchObject({ state: 'COMPLETED', reason: 'trends failed (TaskRefused: not today)' });
  expect(taskStates(result.tasks)).toEqual([
    'history succeeded',
    'weekBefore succeeded',
    'trends failed',
    'report succeeded',
  ]);
  expect(String(result.output?.markdown)).toContain('Not compared: no trends were made for this report.');
});

test('without the result a person may have it tried again: what succeeded is kept', async () => {
  let tries = 0;
  const dying = (_: Asked, task: string) => {
    if (task !== 'history') return undefined;
    tries += 1;
    if (tries <= 2) throw new StepFailed('ParticipantFailed', 'it died');
    return undefined;
  };
  const { answers } = await people([{ approved: true }, { approved: true }], dying);
  const { result, asked } = await runWorkflow(INPUT, answers);
  expect(result.state).toBe('COMPLETED');
  const runs = asked
    .filter((line) => line.startsWith('runTask') || line.startsWith('recover'))
    .map((line) => line.split(',')[0]);
  expect(runs).toEqual([
    'runTask 1.1.0: capability:fleet-history',
    'runTask 1.1.1: capability:fleet-history',
    'runTask 1.1.0: capability:fleet-history',
    'recover 1: Try again what failed? What succeeded is kept. history failed (ParticipantFailed: it died); trends was skipped; report was skipped.',
    'runTask 2.1.0: capability:fleet-history',
    'runTask 2.2.0: capability:trend-analysis',
    'runTask 2.3.0: capability:report-writing',
  ]);
});

test('whoever gives up leaves a result that says what failed and what was skipped', async () => {
  const failing = (_: Asked, task: string) => {
    if (task === 'history') throw new StepFailed('NobodyAddressed', 'gone');
    return undefined;
  };
  const { answers, approvals } = await people([{ approved: true }, { approved: false }], failing);
  const { result } = await runWorkflow(INPUT, answers);
  expect(result).toMatchObject({ state: 'FAILED', output: null });
  expect(taskStates(result.tasks)).toEqual([
    'history failed',
    'weekBefore succeeded',
    'trends skipped',
    'report skipped',
  ]);
  expect(approvals[1]?.show).toMatchObject({ tasks: expect.arrayContaining([{ id: 'history', status: 'failed' }]) });
});

test('an output without what the plan expects is a failure', async () => {
  const empty = (_: Asked, task: string) =>
    task === 'report' ? { status: 'succeeded', output: { title: 'x', summary: {} } } : undefined;
  const { answers } = await people([{ approved: true }, { approved: false }], empty);
  const { result } = await runWorkflow(INPUT, answers);
  expect(result.tasks.at(-1)).toMatchObject({
    status: 'failed',
    reason: 'ExpectationNotMet: its output lacks file, markdown',
  });
});

test('a plan that is no longer sound when it was approved is not begun', async () => {
  const unsound = ({ step }: Asked) =>
    step === 'checkAgain'
      ? {
          approved: false,
          reasons: [{ code: 'NobodyAddressed', severity: 'error', reason: 'The writer is gone.' }],
          score: 0.75,
          longestS: 1,
        }
      : undefined;
  const { answers } = await people([{ approved: true }], unsound);
  const { result, asked } = await runWorkflow(INPUT, answers);
  expect(result).toMatchObject({ state: 'FAILED', reason: 'Since the approval: The writer is gone.' });
  expect(asked.some((line) => line.startsWith('runTask'))).toBe(false);
});

test('an agent that is dead lets the execution fail; a redrive goes on at that step, and nobody is asked twice', async () => {
  let tries = 0;
  const dead = ({ step }: Asked) => {
    if (step !== 'checkAgain') return undefined;
    tries += 1;
    if (tries <= 3) throw new StepFailed('ParticipantFailed', 'the critic is dead');
    return undefined;
  };
  const { answers, approvals } = await people([{ approved: true }], dead);
  const { status, result, asked } = await runWorkflow(INPUT, answers, 1);
  expect({ status, state: result.state }).toEqual({ status: 'SUCCEEDED', state: 'COMPLETED' });
  expect(approvals).toHaveLength(1);
  expect(asked.slice(0, 8).map((line) => line.split(':')[0])).toEqual([
    'makePlan 1',
    'criticise 1',
    'approve 1',
    ...['checkAgain ', 'checkAgain ', 'checkAgain '],
    'FAILED ParticipantFailed, redriven',
    'checkAgain ',
  ]);
});
