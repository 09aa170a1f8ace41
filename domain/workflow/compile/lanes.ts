/** What runs at the same time, in the order of its priority; with a limit, dealt to so many lanes. */
import { PRIORITIES } from '../../../contracts/message.ts';
import type { Step, WorkflowDefinition } from '../../../contracts/workflow.ts';

const URGENCIES: readonly (string | undefined)[] = PRIORITIES;

/** What an expression will give is not known here: it counts as the workflow's own. */
const urgencyOf = ({ priority }: Step, definition: WorkflowDefinition): number => {
  const known = URGENCIES.indexOf(priority);
  return known === -1 ? URGENCIES.indexOf(definition.priority) : known;
};

/** Groups of steps, most urgent first. With a limit, as many groups at most: each takes what its turn gives it. */
export function dealt(
  groups: readonly (readonly Step[])[],
  definition: WorkflowDefinition,
  limit = groups.length,
): Step[][] {
  const urgency = (steps: readonly Step[]): number => Math.min(...steps.map((step) => urgencyOf(step, definition)));
  const sorted = [...groups].sort((a, b) => urgency(a) - urgency(b));
  const lanes: Step[][] = Array.from({ length: Math.min(limit, sorted.length) }, () => []);
  for (const [i, steps] of sorted.entries()) lanes[i % lanes.length]?.push(...steps);
  return lanes;
}
