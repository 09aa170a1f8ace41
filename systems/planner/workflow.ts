/**
 * Plan, criticise, approve, execute.
 *
 *   CREATED ─ planner ─> PLANNED ─ critic ─> CRITIQUED ─ person ─> APPROVED ─ checked again ─> EXECUTING ─> COMPLETED
 *      └──<── the critic's reasons, or the person's ──┴──────┘                                    └─> FAILED ─ person ─> EXECUTING
 *
 * 1. `$status` follows these names. A workflow that ends FAILED says why in `reason`; an agent that is dead lets the execution
 *    itself fail, so that a redrive goes on at that step.
 * 2. At most PLANNING_ROUNDS plans are made. Whoever may approve gives the reason for the next one by rejecting.
 * 3. Tasks run in waves: all whose dependencies succeeded, by priority, each with its own timeout. A task that fails keeps back only
 *    those that depend on it. What succeeded is kept: to try again is to run what failed and what waited for it.
 */
import type { WorkflowInput } from '../../contracts/workflow.ts';
import { MAX_TASKS } from '../../domain/planner/plan.ts';
import { DAY_S } from './common.ts';
import { carryOut } from './execution.ts';
import { planning } from './planning.ts';

const PLANNING_ROUNDS = 4;

export const planAndExecute: WorkflowInput = {
  id: 'plan-and-execute',
  title: 'Plan, criticise, approve, execute',
  participants: { planner: 'capability:planning', critic: 'capability:plan-review' },
  trigger: { kind: 'manual' },
  input: {
    type: 'object',
    required: ['goal'],
    additionalProperties: false,
    properties: {
      goal: {
        type: 'string',
        minLength: 1,
        maxLength: 2000,
        description: "such as: prepare the fleet's weekly maintenance report",
      },
      constraints: {
        type: 'object',
        additionalProperties: false,
        properties: {
          period: {
            type: 'object',
            required: ['from', 'to'],
            properties: { from: { type: 'string', format: 'date-time' }, to: { type: 'string', format: 'date-time' } },
          },
          withinS: { type: 'integer', minimum: 1 },
          maxTasks: { type: 'integer', minimum: 1, maximum: MAX_TASKS },
        },
      },
    },
  },
  variables: {
    status: 'CREATED',
    constraints: '{% $exists($input.constraints) ? $input.constraints : {} %}',
    plan: null,
    review: null,
    feedback: [],
    approved: false,
    stopped: false,
    reason: '',
    ready: [],
    done: {},
    settled: false,
  },
  timeoutS: 30 * DAY_S,
  stepTimeoutS: 120,
  steps: [
    {
      kind: 'loop',
      id: 'planning',
      title: 'Until a plan is approved',
      steps: planning,
      until: '{% $stopped %}',
      maxRounds: PLANNING_ROUNDS,
      exhausted: 'continue',
    },
    {
      kind: 'condition',
      id: 'verdict',
      title: 'Was a plan approved?',
      branches: [{ when: '{% $approved %}', title: 'approved', steps: carryOut }],
      otherwise: [
        {
          kind: 'transform',
          id: 'notApproved',
          title: 'FAILED: no plan was approved',
          set: { status: 'FAILED' },
        },
      ],
    },
  ],
  result: {
    state: '{% $status %}',
    goal: '{% $input.goal %}',
    rounds: '{% $planning.rounds %}',
    reason: '{% $reason %}',
    plan: '{% $plan %}',
    tasks: `{% [$plan.tasks.(
      $one := $lookup($done, id);
      $merge([{'id': id, 'title': title, 'status': $exists($one) ? $one.status : 'skipped'}, $exists($one.reason) ? {'reason': $one.reason} : {}])
    )] %}`,
    output:
      '{% ($one := $plan = null ? {} : $lookup($done, $plan.result); $exists($one.reply) ? ($exists($one.reply.output) ? $one.reply.output : $one.reply) : null) %}',
  },
};
