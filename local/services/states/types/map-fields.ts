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
  refuseUnsupported(state);
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

/** What a Map would do with S3 and bytes is not done here, and not left out in silence. */
function refuseUnsupported({ ItemReader, ResultWriter, ItemBatcher }: State): void {
  const batcher = ItemBatcher as Readonly<Record<string, unknown>> | undefined;
  const unsupported =
    ItemReader !== undefined
      ? 'ItemReader'
      : ResultWriter !== undefined
        ? 'ResultWriter'
        : batcher?.MaxInputBytesPerBatch !== undefined || batcher?.MaxInputBytesPerBatchPath !== undefined
          ? 'MaxInputBytesPerBatch of ItemBatcher'
          : undefined;
  if (unsupported)
    throw new Failure(
      'States.Runtime',
      `${unsupported} is not supported by the local cloud: pass the items in the input.`,
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

/** How much may fail: a count and a percentage; either is enough. */
export async function toleranceOf(branch: Branch): Promise<{ count: number; percentage: number }> {
  const flow = flowOf(branch);
  const [count, percentage] = [
    await flow.field(branch, 'ToleratedFailureCount'),
    await flow.field(branch, 'ToleratedFailurePercentage'),
  ];
  const most = count === undefined ? 0 : numberOf(branch, 'ToleratedFailureCount', count, 'integer');
  if (most < 0) throw faultOf(branch, 'ToleratedFailureCount', 'ToleratedFailureCount cannot be negative.');
  const part = percentage === undefined ? 0 : numberOf(branch, 'ToleratedFailurePercentage', percentage, 'float');
  if (part < 0 || part > 100)
    throw faultOf(branch, 'ToleratedFailurePercentage', 'ToleratedFailurePercentage must be between 0 and 100.');
  if (count !== undefined) branch.run.probe?.see('toleratedFailureCount', most);
  if (percentage !== undefined) branch.run.probe?.see('toleratedFailurePercentage', part);
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

const faultOf = (branch: Branch, name: string, detail: string) =>
  flowOf(branch).language === 'JSONata' ? queryFault(name, detail) : runtimeFault(detail);

/** The inputs of the children: batches when there is an ItemBatcher, otherwise the items. */
export async function batched(branch: Branch, items: readonly Json[]): Promise<readonly Json[]> {
  const { ItemBatcher: batcher } = branch.state;
  if (!batcher) return items;
  const flow = flowOf(branch);
  const { MaxItemsPerBatch, MaxItemsPerBatchPath, BatchInput } = batcher;
  const size =
    MaxItemsPerBatchPath !== undefined
      ? needed(branch, MaxItemsPerBatchPath, 'MaxItemsPerBatchPath')
      : typeof MaxItemsPerBatch === 'string'
        ? await flow.fill(branch, MaxItemsPerBatch, 'ItemBatcher/MaxItemsPerBatch')
        : (MaxItemsPerBatch ?? items.length);
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1)
    throw faultOf(
      branch,
      'ItemBatcher/MaxItemsPerBatch',
      `MaxItemsPerBatch must be a positive integer, not ${JSON.stringify(size)}.`,
    );
  const input = BatchInput === undefined ? undefined : await flow.fill(branch, BatchInput, 'ItemBatcher/BatchInput');
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => ({
    Items: items.slice(i * size, (i + 1) * size),
    ...(input !== undefined && { BatchInput: input }),
  }));
}
