/** Pass: hands on its input, or a result that is written in the definition. https://states-language.net/spec.html#pass-state */
import { flowOf } from '../flow/flow.ts';
import type { Branch } from '../run/branch.ts';
import type { Outcome } from '../run/outcome.ts';

export async function runPass(branch: Branch): Promise<Outcome> {
  const { state } = branch;
  return { ...(await flowOf(branch).leave(branch, state.Result)), next: state.Next };
}
