/**
 * Asks a person whether a budget that is spent gets a higher cap.
 *
 *   platform.budget.exhausted ─> operator ─ approved ─> treasurer raises the cap, and redrives what failed for it
 *                                   └── rejected, or no decision in three days ─> nothing is raised
 *
 * Looked for twice, a minute apart: who was refused a moment before the cap was raised may be written down a moment after. What is still
 * between two tries of its step is looked at every minute, for ten minutes.
 */
import type { WorkflowInput } from '../../contracts/workflow.ts';

export const RAISE_BUDGET = 'raise-budget';

const DAY_S = 86_400;
const DECIDED_WITHIN_S = 3 * DAY_S;
const LOOK_AGAIN_S = 60;
const LOOKS = 10;

const QUESTION =
  "{% 'The ' & $input.payload.scope & ' budget of ' & $input.payload.id & ' is spent: its cap is $' & $input.payload.capUsd & ', and a call of ' & $input.payload.agent & ' to ' & $input.payload.model & ' needs $' & $input.payload.neededUsd & ' at least. Raise the cap to $' & $input.payload.proposedUsd & '?' %}";

export const raiseBudget: WorkflowInput = {
  id: RAISE_BUDGET,
  title: 'Asks a person for a higher cap of a budget that is spent',
  participants: { treasurer: 'agent:platform.treasurer' },
  trigger: { kind: 'message', type: 'platform.budget.exhausted' },
  timeoutS: DECIDED_WITHIN_S + DAY_S,
  steps: [
    {
      id: 'decide',
      kind: 'approval',
      title: 'May it cost more?',
      approvers: ['role:operator', 'role:admin'],
      question: QUESTION,
      show: '{% $input.payload %}',
      timeoutS: DECIDED_WITHIN_S,
      onRejection: 'continue',
      onTimeout: 'reject',
    },
    {
      id: 'verdict',
      kind: 'condition',
      branches: [
        {
          when: '{% $decide.approved %}',
          title: 'approved',
          steps: [
            {
              id: 'goOn',
              kind: 'loop',
              title: 'Until all that was refused goes on',
              until: '{% $raise.running = 0 and $goOnRound > 1 %}',
              maxRounds: LOOKS,
              exhausted: 'continue',
              steps: [
                {
                  id: 'raise',
                  kind: 'task',
                  title: 'Raises the cap, redrives what failed',
                  to: 'treasurer',
                  type: 'platform.budget.raise',
                  payload: {
                    scope: '{% $input.payload.scope %}',
                    id: '{% $input.payload.id %}',
                    fromUsd: '{% $input.payload.capUsd %}',
                    toUsd: '{% $input.payload.proposedUsd %}',
                    by: "{% $filter($decide.decisions, function($one) { $one.decision = 'approved' })[0].by %}",
                    execution: '{% $states.context.Execution.Id %}',
                  },
                  reply: 'platform.budget.raised',
                  timeoutS: 300,
                  retry: { maxAttempts: 3, errors: ['NotDelivered', 'ParticipantFailed', 'States.Timeout'] },
                },
                {
                  id: 'rest',
                  kind: 'condition',
                  branches: [
                    {
                      when: '{% $raise.running > 0 or $goOnRound = 1 %}',
                      title: 'there may be more',
                      steps: [{ id: 'pause', kind: 'wait', forS: LOOK_AGAIN_S }],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
  ],
  result: { approved: '{% $decide.approved %}' },
};
