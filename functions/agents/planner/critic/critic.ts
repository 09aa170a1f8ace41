/**
 * Criticises plans: whether they can be carried out in this stage, by the agents that it has now. Asked before a person sees a
 * plan, and again before its first task. A plan that breaks its own schema is answered like any other: with what is wrong.
 */
import * as z from 'zod';
import type { Catalogue } from '../../../../domain/catalogue.ts';
import { planSchema } from '../../../../domain/planner/plan.ts';
import { reviewPlan } from '../../../../domain/planner/review.ts';
import type { planner } from '../../../../systems/planner.ts';
import type { Handlers } from '../../../kit/agent.ts';

/** @param catalogue of all systems that the stage runs */
export const createCritic = (catalogue: Catalogue): Handlers<typeof planner, 'critic'> => ({
  'planner.review.requested': ({ payload: { plan, constraints } }) => {
    const read = planSchema.safeParse(plan);
    if (read.success) return [{ type: 'planner.review.made', payload: reviewPlan(read.data, catalogue, constraints) }];
    const reason = `The plan breaks its schema: ${z.prettifyError(read.error)}`.slice(0, 1_000);
    const reasons = [{ code: 'InvalidPlan', severity: 'error' as const, reason }];
    return [{ type: 'planner.review.made', payload: { approved: false, reasons, score: 0, longestS: 0 } }];
  },
});
