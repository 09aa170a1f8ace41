/**
 * The critic's judgement of a plan, by rules. Approved is what has no error: whether the plan is wise is for the person who sees
 * it next, with the remarks. The score falls by a quarter with each error and by a twentieth with each remark.
 */
import type { Catalogue } from '../catalogue.ts';
import { checkPlan } from './check.ts';
import { cycleOf, longestWay } from './graph.ts';
import type { Constraints, Plan, Reason, Review } from './plan.ts';

const COST = { error: 0.25, remark: 0.05 } as const;

export function reviewPlan(plan: Plan, catalogue: Catalogue, constraints: Constraints = {}): Review {
  const reasons = checkPlan(plan, catalogue, constraints);
  const cost = reasons.reduce((sum: number, { severity }: Reason) => sum + COST[severity], 0);
  return {
    approved: reasons.every(({ severity }) => severity !== 'error'),
    reasons,
    score: Math.max(0, Number((1 - cost).toFixed(2))),
    longestS: cycleOf(plan.tasks) ? 0 : longestWay(plan.tasks).seconds,
  };
}
