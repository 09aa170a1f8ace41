/** The first half of plan-and-execute: planner, critic and person, round after round, until one ends it. */
import type { StepsInput } from '../../contracts/workflow.ts';
import { APPROVERS, DAY_S, PLAN_S, RETRY } from './common.ts';

/** A filter, for a predicate on a list in brackets gives nothing as soon as a path goes on behind it. */
const REJECTIONS = "$filter($approve.decisions, function($one) { $one.decision = 'rejected' })";

/** Sets `$plan`, `$review`, `$feedback`, `$reason`, `$approved`; `$stopped` when there is nothing more to plan. */
export const planning: StepsInput = [
  {
    kind: 'task',
    id: 'makePlan',
    title: 'The planner makes a plan',
    to: 'planner',
    type: 'planner.plan.requested',
    payload: { goal: '{% $input.goal %}', constraints: '{% $constraints %}', feedback: '{% $feedback %}' },
    reply: 'planner.plan.made',
    timeoutS: PLAN_S + 20,
    retry: RETRY,
  },
  {
    kind: 'condition',
    id: 'planOutcome',
    title: 'Is there a plan?',
    branches: [
      {
        when: "{% $makePlan.outcome = 'refused' %}",
        title: 'refused',
        steps: [
          {
            kind: 'transform',
            id: 'planRefused',
            title: 'FAILED: no plan for this goal',
            set: {
              stopped: true,
              reason: "{% $makePlan.reason & ' It can: ' & $join([$makePlan.canDo], '; ') & '.' %}",
            },
          },
        ],
      },
    ],
    otherwise: [
      {
        kind: 'transform',
        id: 'planMade',
        title: 'PLANNED',
        set: { status: 'PLANNED', plan: '{% $makePlan.plan %}' },
      },
      {
        kind: 'task',
        id: 'criticise',
        title: 'The critic looks at the plan',
        to: 'critic',
        type: 'planner.review.requested',
        payload: { plan: '{% $plan %}', constraints: '{% $constraints %}' },
        reply: 'planner.review.made',
        retry: RETRY,
      },
      {
        kind: 'transform',
        id: 'critiqued',
        title: 'CRITIQUED',
        set: {
          status: 'CRITIQUED',
          review: '{% $criticise %}',
          feedback:
            "{% $criticise.approved ? $feedback : [$feedback, {'from': 'critic', 'reasons': [$criticise.reasons]}] %}",
          reason:
            "{% $criticise.approved ? '' : 'The critic refused the last plan: ' & $join([$criticise.reasons.reason], ' ') %}",
        },
      },
      {
        kind: 'condition',
        id: 'goesToPerson',
        title: 'Does it go to a person?',
        branches: [{ when: '{% $review.approved %}', title: 'yes', steps: personDecides() }],
      },
    ],
  },
];

function personDecides(): StepsInput {
  return [
    {
      kind: 'approval',
      id: 'approve',
      title: 'A person decides about the plan',
      approvers: APPROVERS,
      question:
        "{% 'Carry out this plan: ' & $plan.title & '? ' & $string($count($plan.tasks)) & ' tasks, at most ' & $string($review.longestS) & ' s; made by ' & $plan.madeBy & '. A rejection with a reason goes back to the planner.' %}",
      show: { plan: '{% $plan %}', review: '{% $review %}', round: '{% $planningRound %}' },
      timeoutS: 3 * DAY_S,
      onRejection: 'continue',
      onTimeout: 'reject',
    },
    {
      kind: 'transform',
      id: 'decided',
      title: 'The decision',
      set: {
        approved: '{% $approve.approved %}',
        // Rejected by nobody: the deadline has passed.
        stopped: '{% $approve.approved or $count([$approve.decisions]) = 0 %}',
        status: "{% $approve.approved ? 'APPROVED' : 'CRITIQUED' %}",
        feedback: `{% [$feedback, ${REJECTIONS}.{
          'from': 'person', 'by': by, 'reason': $exists(reason) ? reason : 'no reason given'
        }] %}`,
        reason: `{% $approve.approved ? '' : $count([$approve.decisions]) = 0 ? 'Nobody decided in time.' :
          'The last plan was rejected: ' & $join([${REJECTIONS}.($exists(reason) ? reason : 'no reason given')], '; ') %}`,
      },
    },
  ];
}
