/** Reserved concurrency: the rules that the action and the resource type share. */
import type { Lambda } from './context.ts';
import { ACCOUNT_CONCURRENCY, UNRESERVED_MINIMUM } from './limits.ts';
import { invalidValue } from './names.ts';

/** Undefined takes the reservation back. https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
export function reserveConcurrency({ store, mappings }: Lambda, name: string, reserved: number | undefined): void {
  const { reservedConcurrency, ...fn } = store.get(name);
  if (reserved === undefined) {
    store.put(fn);
    mappings.wake(name);
    return;
  }
  const others = store
    .functions()
    .reduce((sum, other) => sum + (other.name === name ? 0 : (other.reservedConcurrency ?? 0)), 0);
  if (others + reserved > ACCOUNT_CONCURRENCY - UNRESERVED_MINIMUM) {
    throw invalidValue(
      `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_MINIMUM}].`,
    );
  }
  store.put({ ...fn, reservedConcurrency: reserved });
  mappings.wake(name);
}
