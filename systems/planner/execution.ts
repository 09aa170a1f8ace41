/**
 * The second half of plan-and-execute: the approved plan is checked once more and carried out. Which tasks may run is computed from
 * the plan and from `$done`, what is kept of each task that has ended: `{<id>: {status, reply | reason}}`.
 */
import type { StepsInput } from '../../contracts/workflow.ts';
import { MAX_TASKS } from '../../domain/planner/plan.ts';
import { APPROVERS, DAY_S, RETRY } from './common.ts';

const EXECUTION_ROUNDS = 3;

/**
 * JSONata for the tasks that may run: not ended, what they wait for ended, what they depend on succeeded; the most urgent first.
 * In brackets wherever one of something would be taken for the thing itself.
 */
const READY = `(
  $ended := $keys($done);
  $good := $keys($sift($done, function($one) { $one.status = 'succeeded' }));
  [$filter($plan.tasks, function($task) {
    $not($task.id in $ended)
      and $count([$task.dependsOn, $task.uses][$not($ in $ended)]) = 0
      and $count([$task.dependsOn][$not($ in $good)]) = 0
  })^(>$lookup({'critical': 4, 'high': 3, 'normal': 2, 'low': 1}, priority))]
)`;

/** What is kept of one task: its answer, or why there is none. An answer too large for the execution is a claim to it. */
const RESULT = `(
  $missing := [$exists($runTask.output) ? [$planTask.expects][$not($ in $keys($runTask.output))] : []];
  $status := 'claimedFrom' in $keys($runTask) ? 'succeeded' : $count($missing) > 0 ? 'failed' : $runTask.status;
  $status = 'succeeded'
    ? {'id': $planTask.id, 'status': $status, 'reply': $runTask}
    : {
        'id': $planTask.id,
        'status': 'failed',
        'reason': $count($missing) > 0
          ? 'ExpectationNotMet: its output lacks ' & $join($missing, ', ')
          : $runTask.error & ': ' & $runTask.reason
      }
)`;

/** Why tasks have not succeeded, one sentence each. */
const UNDONE = `$join([$plan.tasks.(
  $one := $lookup($done, id);
  $exists($one) ? ($one.status = 'failed' ? id & ' failed (' & $one.reason & ')') : id & ' was skipped'
)], '; ')`;

const wave: StepsInput = [
  {
    kind: 'transform',
    id: 'wave',
    title: 'Which tasks may run',
    set: { ready: `{% ${READY} %}` },
  },
  {
    kind: 'map',
    id: 'runTasks',
    title: 'The tasks of this wave',
    over: '{% $ready %}',
    as: 'planTask',
    limit: 10,
    steps: [
      {
        kind: 'task',
        id: 'runTask',
        title: 'A worker does its task',
        to: '{% $planTask.to %}',
        type: 'planner.task.requested',
        payload: {
          goal: '{% $plan.goal %}',
          task: {
            id: '{% $planTask.id %}',
            title: '{% $planTask.title %}',
            input: '{% $planTask.input %}',
            expects: '{% [$planTask.expects] %}',
          },
          inputs:
            "{% $merge([{}, [$planTask.dependsOn, $planTask.uses].($one := $lookup($done, $); $one.status = 'succeeded' ? {$: $one.reply})]) %}",
        },
        reply: 'planner.task.done',
        timeoutS: '{% $planTask.timeoutS %}',
        priority: '{% $planTask.priority %}',
        retry: { maxAttempts: 2, firstDelayS: 2, errors: ['NotDelivered', 'ParticipantFailed'] },
        catch: [
          {
            errors: ['*'],
            outcome: 'continue',
            output: {
              status: 'failed',
              error: '{% $runTaskError.Error %}',
              reason:
                "{% $exists($runTaskError.Cause) ? $substring($runTaskError.Cause, 0, 1000) : 'no cause was given' %}",
            },
          },
        ],
      },
    ],
    result: `{% ${RESULT} %}`,
  },
  {
    kind: 'transform',
    id: 'recorded',
    title: 'What came of them is kept',
    set: { done: '{% $merge([$done, $runTasks.{$string(id): $sift($, function($v, $k) { $k != "id" })}]) %}' },
  },
];

const execution: StepsInput = [
  {
    kind: 'loop',
    id: 'waves',
    title: 'Wave after wave',
    steps: wave,
    until: `{% $count(${READY}) = 0 %}`,
    maxRounds: MAX_TASKS,
  },
  {
    kind: 'condition',
    id: 'outcome',
    title: 'Is the result there?',
    branches: [
      {
        when: "{% $lookup($done, $plan.result).status = 'succeeded' %}",
        title: 'yes',
        steps: [
          {
            kind: 'transform',
            id: 'completed',
            title: 'COMPLETED',
            set: { status: 'COMPLETED', settled: true, reason: `{% ${UNDONE} %}` },
          },
        ],
      },
    ],
    otherwise: [
      {
        kind: 'transform',
        id: 'failed',
        title: 'FAILED',
        set: { status: 'FAILED', reason: `{% ${UNDONE} %}` },
      },
      {
        kind: 'condition',
        id: 'mayTryAgain',
        title: 'May it be tried again?',
        branches: [{ when: `{% $attemptsRound < ${EXECUTION_ROUNDS} %}`, title: 'yes', steps: tryAgain() }],
      },
    ],
  },
];

function tryAgain(): StepsInput {
  return [
    {
      kind: 'approval',
      id: 'recover',
      title: 'A person decides whether to try again',
      approvers: APPROVERS,
      question: "{% 'Try again what failed? What succeeded is kept. ' & $reason & '.' %}",
      show: {
        plan: '{% $plan %}',
        tasks:
          '{% $done.*.status ? $map($keys($done), function($id) { {"id": $id, "status": $lookup($done, $id).status} }) : [] %}',
      },
      timeoutS: DAY_S,
      onRejection: 'continue',
      onTimeout: 'reject',
    },
    {
      kind: 'transform',
      id: 'recovered',
      title: 'Back to what failed, or the end',
      set: {
        settled: '{% $not($recover.approved) %}',
        status: "{% $recover.approved ? 'EXECUTING' : 'FAILED' %}",
        done: "{% $recover.approved ? $merge([{}, $sift($done, function($one) { $one.status = 'succeeded' })]) : $done %}",
      },
    },
  ];
}

/** Sets `$done` and `$status`. */
export const carryOut: StepsInput = [
  {
    kind: 'task',
    id: 'checkAgain',
    title: 'The plan is checked once more',
    to: 'critic',
    type: 'planner.review.requested',
    payload: { plan: '{% $plan %}', constraints: '{% $constraints %}' },
    reply: 'planner.review.made',
    retry: RETRY,
  },
  {
    kind: 'condition',
    id: 'stillSound',
    title: 'Is it still sound?',
    branches: [
      {
        when: '{% $checkAgain.approved %}',
        title: 'yes',
        steps: [
          { kind: 'transform', id: 'started', title: 'EXECUTING', set: { status: 'EXECUTING' } },
          {
            kind: 'loop',
            id: 'attempts',
            title: 'The plan is carried out',
            steps: execution,
            until: '{% $settled %}',
            maxRounds: EXECUTION_ROUNDS,
            exhausted: 'continue',
          },
        ],
      },
    ],
    otherwise: [
      {
        kind: 'transform',
        id: 'noLongerSound',
        title: 'FAILED: the plan cannot be carried out any more',
        set: {
          status: 'FAILED',
          reason: "{% 'Since the approval: ' & $join([$checkAgain.reasons.reason], ' ') %}",
        },
      },
    ],
  },
];
