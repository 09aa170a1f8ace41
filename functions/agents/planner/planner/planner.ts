/**
 * Makes plans for goals, by whoever it is given: rules today, a model once there is a port to one. Keeps nothing: the same request
 * gives the same plan.
 */
import type { PlanMaker } from '../../../../domain/planner/maker.ts';
import type { planner } from '../../../../systems/planner.ts';
import type { Handlers } from '../../../kit/agent.ts';

export const createPlanner = (maker: PlanMaker): Handlers<typeof planner, 'planner'> => ({
  'planner.plan.requested': async ({ payload, sentAt }, { log }) => {
    const { goal, constraints, feedback } = payload;
    const made = await maker.make({ goal, constraints, feedback, at: sentAt });
    if (made.outcome === 'refused') {
      log.info('There is no plan for a goal.', { rounds_before: feedback.length });
      return [{ type: 'planner.plan.made', payload: { ...made, canDo: [...made.canDo] } }];
    }
    return [{ type: 'planner.plan.made', payload: made }];
  },
});
