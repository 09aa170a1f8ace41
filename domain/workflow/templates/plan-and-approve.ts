/**
 * Plan, criticise, approve, execute: a plan is made and criticised; what the critic accepts goes to people, and what they approve is
 * carried out. Reasons of the critic, and of people who reject, go back to the planner as `$feedback`, for so many rounds.
 */
import type { Template, WorkflowInput } from '../../../contracts/workflow.ts';
import { type About, type Ask, about, asking } from './common.ts';

export interface PlanAndApprove extends About {
  /** Its payload may use `$feedback`: empty in the first round. Its output is `$plan`. */
  readonly plan: Ask;
  readonly criticise: Ask & {
    /** Over `$critique`, what the critic gave: true when the plan may go to people. */
    readonly accepts: string;
    /** Over the same: why not, as text. */
    readonly reasons: string;
  };
  readonly approvers: readonly string[];
  readonly question: string;
  /** What people are shown; the plan and the critique unless told. */
  readonly show?: Template;
  readonly deadlineS: number;
  readonly maxRounds?: number;
  readonly execute: Ask;
}

/** The result: `{rounds, output}`. It fails with RoundsExhausted when no plan was approved. */
export function planAndApprove(parameters: PlanAndApprove): WorkflowInput {
  const { plan, criticise, approvers, question, deadlineS, maxRounds = 3, execute, ...rest } = parameters;
  const show = parameters.show ?? { plan: '{% $plan %}', critique: '{% $critique %}' };
  return {
    ...about(rest),
    participants: { planner: plan.to, critic: criticise.to, executor: execute.to },
    variables: { feedback: '', approved: false, approvedPlan: null },
    steps: [
      {
        kind: 'loop',
        id: 'planning',
        title: 'Until a plan is approved',
        maxRounds,
        until: '{% $approved %}',
        steps: [
          { ...asking('plan', 'planner', plan), title: 'Plan' },
          { ...asking('critique', 'critic', criticise), title: 'Criticise' },
          {
            kind: 'condition',
            id: 'review',
            title: 'Does the critic accept it?',
            branches: [
              {
                when: criticise.accepts,
                title: 'accepted',
                steps: [
                  {
                    kind: 'approval',
                    id: 'approve',
                    title: 'People decide',
                    approvers: [...approvers],
                    question,
                    show,
                    timeoutS: deadlineS,
                    onRejection: 'continue',
                  },
                  {
                    kind: 'transform',
                    id: 'decided',
                    title: 'Keep the decision',
                    set: {
                      approved: '{% $approve.approved %}',
                      approvedPlan: '{% $approve.approved ? $plan : null %}',
                      feedback: "{% $join([$approve.decisions[decision = 'rejected'].reason], '; ') %}",
                    },
                  },
                ],
              },
            ],
            otherwise: [
              {
                kind: 'transform',
                id: 'refused',
                title: 'Back with the reasons of the critic',
                set: { feedback: criticise.reasons },
              },
            ],
          },
        ],
      },
      { ...asking('execute', 'executor', execute), title: 'Execute' },
    ],
    result: { rounds: '{% $planning.rounds %}', output: '{% $execute %}' },
  };
}
