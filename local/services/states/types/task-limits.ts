/** TimeoutSeconds and HeartbeatSeconds of a Task. https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html */
import { queryFault, runtimeFault } from '../failure.ts';
import { flowOf } from '../flow/flow.ts';
import type { Branch } from '../run/branch.ts';

/** In seconds; undefined when there is none. Throws when it is not a positive integer. */
export async function taskLimit(
  branch: Branch,
  name: 'TimeoutSeconds' | 'HeartbeatSeconds',
): Promise<number | undefined> {
  const flow = flowOf(branch);
  const value = await flow.field(branch, name);
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  const detail = `The ${name} parameter must be a positive integer, but was: ${JSON.stringify(value)}`;
  throw flow.language === 'JSONata' ? queryFault(name, detail) : runtimeFault(detail);
}
