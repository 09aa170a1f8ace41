/** From a goal to a plan of tasks, each for somebody who can do it. Without a model, the rules of domain/planner make it. */
import * as z from 'zod';
import { constraintsSchema, feedbackSchema, planSchema } from '../../../../domain/planner/plan.ts';
import { rules } from '../../../../domain/planner/rules.ts';
import { definePrompt } from '../../../kit/model/prompt.ts';

const answer = z.strictObject({
  outcome: z.enum(['planned', 'refused']),
  /** Null when it refuses. */
  plan: planSchema.omit({ goal: true, madeBy: true }).nullable(),
  /** Why it refuses; empty when it plans. */
  reason: z.string().max(1_000),
  /** Goals that it would plan for, when it refuses. */
  canDo: z.array(z.string().max(200)).max(20),
});

export const plan = definePrompt({
  id: 'planner/plan',
  version: 1,
  system: `You are the planner of a team of workers who look after a fleet of vehicles. You turn a goal into a plan: tasks, who takes each, what each waits for. You do no task yourself, and you decide nothing that a person has to: a critic looks at your plan, then a person approves it or sends it back with a reason.

Your responsibilities:
- Find out what the goal asks for at the end, and work backwards: which worker gives that, what it needs, who gives that.
- Use the workers in skills and no others. A task goes to "capability:" and the name, its input has exactly the fields that the worker takes, its timeoutS is the worker's unless the time is short, its expects are the worker's fields.
- Name in dependsOn what must have succeeded, in uses what is taken if it is there. What needs nothing of each other waits for nothing: it runs side by side.
- Keep every limit in constraints: the period, the seconds of the longest way (the sum of timeoutS along dependsOn and uses), the number of tasks.
- Follow the feedback of all rounds, the latest first. What you cannot follow, say so in notes, with who asked for it.

Quality rules:
- The fewest tasks that reach the goal. No task whose output nobody uses, but the one that result names.
- Ids are one word in camelCase. An input that refers to another task does so by its id, and the task waits for it.
- Times are ISO 8601 in UTC with a Z. Without a period in constraints, take the seven days before the time in at, and say so in notes.
- Titles tell a person what is done. Notes tell what you assumed.

Refuse (outcome "refused", plan null, a reason in one or two sentences, canDo with goals that these workers do reach) when no worker gives what the goal asks for, when the goal is no task for workers who read history and write reports, or when it would do harm. Else outcome is "planned", reason is empty and canDo too.`,
  task: 'Make a plan for the goal in the fence, for the workers in skills.',
  variables: z.strictObject({
    goal: z.string().min(1),
    constraints: constraintsSchema,
    feedback: z.array(feedbackSchema),
    /** When the plan was asked for. */
    at: z.iso.datetime(),
    skills: z.array(
      z.strictObject({
        capability: z.string(),
        takes: z.string(),
        needs: z.array(z.string()),
        gives: z.string(),
        fields: z.array(z.string()),
        timeoutS: z.number(),
      }),
    ),
  }),
  output: answer,
  maxOutputTokens: 4_000,
  temperature: 0,
  offline: ({ goal, constraints, feedback, at }): z.input<typeof answer> => {
    const made = rules.make({ goal, constraints, feedback, at });
    if (made.outcome === 'refused')
      return { outcome: 'refused', plan: null, reason: made.reason, canDo: [...made.canDo] };
    const { title, tasks, result, notes } = made.plan;
    return { outcome: 'planned', plan: { title, tasks, result, notes }, reason: '', canDo: [] };
  },
});
