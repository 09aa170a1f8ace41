/**
 * Makes plans for goals by a model, and by rules where the stage has none: `madeBy` says which. Keeps nothing itself; a request
 * that is delivered again gets the same answer of the model, and the same plan.
 */
import type { ModelRef } from '../../../../contracts/model.ts';
import { skills } from '../../../../domain/planner/skills.ts';
import type { planner as system } from '../../../../systems/planner.ts';
import type { Handlers } from '../../../kit/agent.ts';
import { plan } from './plan.v1.ts';

export const planner: Handlers<typeof system, 'planner'> = {
  'planner.plan.requested': async ({ payload, sentAt }, { log, model }) => {
    const { goal, constraints, feedback } = payload;
    const answer = await model.ask(plan, { goal, constraints, feedback, at: sentAt, skills: skills() });
    const { value } = answer;
    if (value.outcome === 'refused' || !value.plan) {
      log.info('There is no plan for a goal.', { rounds_before: feedback.length });
      const reason = value.reason || 'The model gave no plan and no reason for it.';
      return [{ type: 'planner.plan.made', payload: { outcome: 'refused', reason, canDo: value.canDo } }];
    }
    const made = { ...value.plan, goal, madeBy: makerOf(answer.model) };
    return [{ type: 'planner.plan.made', payload: { outcome: 'planned', plan: made } }];
  },
};

/** The offline provider answers with what the rules make: then no model had a part in it. At most what a plan holds. */
const makerOf = (model: ModelRef): string => (model.startsWith('offline:') ? 'rules' : model.slice(0, 100));
