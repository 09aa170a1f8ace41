/** What can have tags: state machines. */
import type { States } from './context.ts';
import { noResource } from './errors.ts';
import type { StateMachine } from './model.ts';
import { machineOf } from './names.ts';

/** Throws ResourceNotFound. */
export function tagged({ store }: States, arn: string): StateMachine {
  const { machine, qualifier } = machineOf(arn);
  const found = qualifier === undefined ? store.machines.get(machine) : undefined;
  if (!found) throw noResource(arn);
  return found;
}
