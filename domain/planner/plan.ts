/**
 * A plan, as data: tasks with what each needs from others, who takes it, and by when. What travels between planner, critic,
 * person and executor. Owns the shape; whether a plan can be carried out is asked in check.ts.
 *
 * 1. A task that depends on another runs only when that one succeeded. One that merely uses another waits for it, and goes
 *    without when it failed.
 * 2. The result of a plan is the output of one of its tasks.
 */
import * as z from 'zod';
import { address, PRIORITIES } from '../../contracts/message.ts';

export const MAX_TASKS = 50;
/** With all tasks' inputs; it is kept in the state of an execution, which holds 256 KB in all. */
export const MAX_PLAN_BYTES = 64 * 1024;
/** An hour: a task that takes longer is several. */
const MAX_TASK_S = 3_600;

const taskId = z
  .string()
  .max(40)
  .regex(/^[a-z][A-Za-z0-9]*$/, 'must be one word in camelCase, such as weekBefore');
const period = z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime() });
export type Period = z.output<typeof period>;

export const planTaskSchema = z.strictObject({
  id: taskId,
  title: z.string().min(1).max(120),
  /** Who takes it: an agent, a role or a capability. */
  to: address,
  input: z.record(z.string(), z.json()),
  /** Tasks that must have succeeded. */
  dependsOn: z.array(taskId).default([]),
  /** Tasks that are waited for, and whose output is taken if there is one. */
  uses: z.array(taskId).default([]),
  priority: z.enum(PRIORITIES).default('normal'),
  timeoutS: z.int().min(1).max(MAX_TASK_S),
  /** Fields that its output must have. */
  expects: z.array(z.string().min(1).max(64)).max(20).default([]),
});
export type PlanTask = z.output<typeof planTaskSchema>;

export const planSchema = z.strictObject({
  title: z.string().min(1).max(200),
  goal: z.string().min(1).max(2_000),
  /** `rules`, or the model that made it. */
  madeBy: z.string().min(1).max(100),
  tasks: z.array(planTaskSchema).min(1).max(MAX_TASKS),
  /** The task whose output is what was asked for. */
  result: taskId,
  /** What whoever reads it should know: what was assumed, what of the feedback was not understood. */
  notes: z.array(z.string().max(500)).max(20).default([]),
});
export type Plan = z.output<typeof planSchema>;

export const constraintsSchema = z.strictObject({
  /** What the work is about in time. */
  period: period.exactOptional(),
  /** The whole plan must be done within so many seconds, by the timeouts of its longest way. */
  withinS: z
    .int()
    .min(1)
    .max(30 * 86_400)
    .exactOptional(),
  maxTasks: z.int().min(1).max(MAX_TASKS).exactOptional(),
});
export type Constraints = z.output<typeof constraintsSchema>;

/** What is wrong with a plan, for a machine by its code and for a person in a sentence with the remedy. */
export const reasonSchema = z.strictObject({
  code: z.string().min(1).max(64),
  task: taskId.exactOptional(),
  /** An `error` must not be carried out; a `remark` is for the reader. */
  severity: z.enum(['error', 'remark']),
  reason: z.string().min(1).max(1_000),
});
export type Reason = z.output<typeof reasonSchema>;

/** Why a plan came back to the planner. */
export const feedbackSchema = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('critic'), reasons: z.array(reasonSchema).max(200) }),
  z.strictObject({ from: z.literal('person'), by: z.string(), reason: z.string().max(4_000) }),
]);
export type Feedback = z.output<typeof feedbackSchema>;

export const reviewSchema = z.strictObject({
  approved: z.boolean(),
  reasons: z.array(reasonSchema),
  /** 0 to 1: 1 without errors and remarks. */
  score: z.number().min(0).max(1),
  /** The longest that the plan may take by its timeouts, in seconds. */
  longestS: z.int().min(0),
});
export type Review = z.output<typeof reviewSchema>;

/** What a worker answers. A failure is an answer too: it is known at once, and nothing is tried again that no retry helps. */
export const taskDoneSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('succeeded'), output: z.record(z.string(), z.json()) }),
  z.strictObject({ status: z.literal('failed'), error: z.string().min(1), reason: z.string().min(1) }),
]);
export type TaskDone = z.output<typeof taskDoneSchema>;
