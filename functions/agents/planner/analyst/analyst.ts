/** Finds what changed between two periods of the fleet's history, and what comes first. How is in domain/planner/trends.ts. */
import { factsSchema } from '../../../../domain/planner/facts.ts';
import { trendInput } from '../../../../domain/planner/skills.ts';
import { trendsOf } from '../../../../domain/planner/trends.ts';
import type { planner } from '../../../../systems/planner.ts';
import type { Handlers } from '../../../kit/agent.ts';
import { answerTask } from '../../../kit/worker.ts';

export const analyst: Handlers<typeof planner, 'analyst'> = {
  'planner.task.requested': ({ payload }) =>
    answerTask(trendInput, payload, ({ of, against }, given) =>
      trendsOf(given.needed(factsSchema, of), given.ifThere(factsSchema, against)),
    ),
};
