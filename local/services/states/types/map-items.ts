/** What an iteration or a child of a Map gets. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemselector.html */
import type { Json } from '../../../engine/service.ts';
import type { MapItem } from '../flow/contract.ts';
import { flowOf } from '../flow/flow.ts';
import type { Branch } from '../run/branch.ts';

/** The ItemSelector filled for it (Parameters, in old definitions), or the item itself. */
export async function selected(branch: Branch, item: MapItem): Promise<Json> {
  const { state } = branch;
  const selector = state.ItemSelector ?? state.Parameters;
  if (selector === undefined) return item.Value;
  return await flowOf(branch).fill(branch, selector, state.ItemSelector ? 'ItemSelector' : 'Parameters', item);
}
