/** Calls an action from inside its own service: a resource type makes itself by the same actions as everyone else. */
import { validationError } from './constraints.ts';
import type { Action, Call } from './service.ts';

/** The input is checked as if it came over the wire; the caller is the service itself, so permissions are not asked for. */
export async function perform(action: Action, input: Readonly<Record<string, unknown>>): Promise<unknown> {
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const parsed = action.input.safeParse(given);
  if (!parsed.success) throw validationError(parsed.error, action.name);
  return await action.run(parsed.data as never, INSIDE);
}

const INSIDE: Call = {
  requestId: 'inside',
  principal: { accountId: '', arn: '', userId: '' },
  signal: new AbortController().signal,
};
