/** What a Map state's fields come to: its items, its limits, its batches. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
import type { Json } from '../../../engine/service.ts';
import type { State } from '../asl/definition.ts';
import { Failure, queryFault, runtimeFault } from '../failure.ts';
import { flowOf } from '../flow/flow.ts';
import { needed } from '../flow/jsonpath-flow.ts';
import { expressionIn } from '../language/jsonata/evaluate.ts';
import type { Branch } from '../run/branch.ts';
import { typeOf } from './fail.ts';

/** Throws when it is not a list. */
export async function itemsOf(branch: Branch): Promise<readonly Json[]> {
  const { state, frame } = branch;
  const flow = flowOf(branch);
  const { probe } = branch.run;
  if (probe?.items) return probe.items;
  if (flow.language === 'JSONPath') {
    const items = state.ItemsPath === undefined ? flow.look(branch) : needed(branch, state.ItemsPath, 'ItemsPath');
    if (Array.isArray(items)) {
      probe?.see('afterItemsPath', items);
      return items;
    }
    throw new Failure(
      'States.Runtime',
      `Reference path "${(state.ItemsPath ?? '$').replace(/^\$\$/, '$')}" must point to array.`,
    );
  }
  if (state.Items === undefined) {
    if (Array.isArray(frame.input)) return frame.input;
    throw queryFault('Items', `Map state input must be an array but was: ${JSON.stringify(frame.input)}`);
  }
  const items = await flow.field(branch, 'Items');
  const found =
    typeof items === 'string' || !Array.isArray(state.Items) ? items : await flow.fill(branch, state.Items, 'Items');
  if (Array.isArray(found)) return found;
  const source = typeof state.Items === 'string' ? expressionIn(state.Items) : undefined;
  throw queryFault(
    'Items',
    `The JSONata expression '${source ?? JSON.stringify(state.Items)}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was '${typeOf(found ?? null)}' for value: ${JSON.stringify(found ?? null)}`,
  );
}

/** MaxConcurrency; 0 when there is no limit. */
export async function atOnce(branch: Branch): Promise<number> {
  const value = await flowOf(branch).field(branch, 'MaxConcurrency');
  const limit = value === undefined ? 0 : numberOf(branch, 'MaxConcurrency', value, 'integer');
  branch.run.probe?.see('maxConcurrency', limit);
  if (limit < 0) throw faultOf(branch, 'MaxConcurrency', 'MaxConcurrency cannot be negative.');
  return limit;
}

/** How much may fail, as far as the definition says. */
export interface Tolerance {
  readonly count: number | undefined;
  readonly percentage: number | undefined;
}

export async function toleranceOf(branch: Branch): Promise<Tolerance> {
  const flow = flowOf(branch);
  const [count, percentage] = [
    await flow.field(branch, 'ToleratedFailureCount'),
    await flow.field(branch, 'ToleratedFailurePercentage'),
  ];
  const most = count === undefined ? undefined : numberOf(branch, 'ToleratedFailureCount', count, 'integer');
  if (most !== undefined && most < 0)
    throw faultOf(branch, 'ToleratedFailureCount', 'ToleratedFailureCount cannot be negative.');
  const part =
    percentage === undefined ? undefined : numberOf(branch, 'ToleratedFailurePercentage', percentage, 'float');
  if (part !== undefined && (part < 0 || part > 100))
    throw faultOf(branch, 'ToleratedFailurePercentage', 'ToleratedFailurePercentage must be between 0 and 100.');
  if (most !== undefined) branch.run.probe?.see('toleratedFailureCount', most);
  if (part !== undefined) branch.run.probe?.see('toleratedFailurePercentage', part);
  return { count: most, percentage: part };
}

type NumberField = 'MaxConcurrency' | 'ToleratedFailureCount' | 'ToleratedFailurePercentage';

/** A number; JSONPath takes text that is one as well. */
function numberOf(branch: Branch, name: NumberField, value: Json, kind: 'integer' | 'float'): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number) && (kind === 'float' || Number.isInteger(number)))
    return number;
  const path = branch.state[`${name}Path` as keyof State];
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  throw faultOf(
    branch,
    name,
    path === undefined
      ? `The ${name} field cannot be parsed as a valid ${kind}: ${shown}`
      : `The ${name}Path field refers to value "${shown}" which is not a valid ${kind}: ${path}`,
  );
}

export const faultOf = (branch: Branch, name: string, detail: string) =>
  flowOf(branch).language === 'JSONata' ? queryFault(name, detail) : runtimeFault(detail);
