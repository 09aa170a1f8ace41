/** What whoever makes plans is asked, and answers. */
import type { Constraints, Feedback, Plan } from './plan.ts';

export interface PlanWish {
  readonly goal: string;
  readonly constraints: Constraints;
  /** Of all rounds before, oldest first. */
  readonly feedback: readonly Feedback[];
  /** When the plan was asked for, ISO 8601: a wish asked again is the same wish. */
  readonly at: string;
}

export type PlanMade =
  | { readonly outcome: 'planned'; readonly plan: Plan }
  /** It has no plan for this goal, and says for which it would. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly canDo: readonly string[] };
