/** Succeed: the end of its branch. https://states-language.net/spec.html#succeed-state */
import { flowOf } from '../flow/flow.ts';
import type { Branch } from '../run/branch.ts';
import type { Outcome } from '../run/outcome.ts';

export async function runSucceed(branch: Branch): Promise<Outcome> {
  return { ...(await flowOf(branch).leave(branch, undefined)), next: undefined };
}
