/** Payloads of the planner system. What a plan, a review and an answer are stands in domain/planner/plan.ts. */
import * as z from 'zod';
import {
  constraintsSchema,
  feedbackSchema,
  planSchema,
  reviewSchema,
  taskDoneSchema,
} from '../../domain/planner/plan.ts';

export const planRequested = z.strictObject({
  goal: z.string().trim().min(1).max(2_000),
  constraints: constraintsSchema.default({}),
  /** Of all rounds before, oldest first. */
  feedback: z.array(feedbackSchema).max(50).default([]),
});

export const planMade = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('planned'), plan: planSchema }),
  z.strictObject({ outcome: z.literal('refused'), reason: z.string(), canDo: z.array(z.string()) }),
]);

export const reviewRequested = z.strictObject({
  /** As it came: a plan that breaks its schema is a finding of the review, too. */
  plan: z.unknown(),
  constraints: constraintsSchema.default({}),
});

export const reviewMade = reviewSchema;

export const taskRequested = z.strictObject({
  goal: z.string(),
  task: z.strictObject({
    id: z.string().min(1).max(40),
    title: z.string(),
    input: z.record(z.string(), z.unknown()),
    expects: z.array(z.string()).default([]),
  }),
  /** What the tasks gave that it waited for and that succeeded, by their ids. */
  inputs: z.record(z.string(), taskDoneSchema),
});

export const taskDone = taskDoneSchema;
