/**
 * What the children of a map run are given: an item each, made by the ItemSelector, or a batch of them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
 */
import type { Json } from '../../../engine/service.ts';
import { Failure } from '../failure.ts';
import type { MapItem } from '../flow/contract.ts';
import { flowOf } from '../flow/flow.ts';
import { needed } from '../flow/jsonpath-flow.ts';
import { LARGEST_PAYLOAD_BYTES } from '../limits.ts';
import type { Branch } from '../run/branch.ts';
import { faultOf } from '../types/map-fields.ts';
import { selected } from '../types/map-items.ts';

export interface ChildInput {
  readonly input: Json;
  /** How many items are in it. */
  readonly size: number;
}

export type Item = Omit<MapItem, 'Index'>;

export async function inputsOf(branch: Branch, items: readonly Item[]): Promise<ChildInput[]> {
  const made: Json[] = [];
  for (const [Index, item] of items.entries()) made.push(await selected(branch, { Index, ...item }));
  return branch.state.ItemBatcher ? await batches(branch, made) : made.map((input) => ({ input, size: 1 }));
}

async function batches(branch: Branch, items: readonly Json[]): Promise<ChildInput[]> {
  const { BatchInput } = branch.state.ItemBatcher ?? {};
  const most = (await limit(branch, 'MaxItemsPerBatch')) ?? Number.POSITIVE_INFINITY;
  const mostBytes = Math.min(
    (await limit(branch, 'MaxInputBytesPerBatch')) ?? LARGEST_PAYLOAD_BYTES,
    LARGEST_PAYLOAD_BYTES,
  );
  const input =
    BatchInput === undefined ? undefined : await flowOf(branch).fill(branch, BatchInput, 'ItemBatcher/BatchInput');
  const around = { Items: [], ...(input !== undefined && { BatchInput: input }) };
  const emptyBytes = bytesOf(around);
  const groups: Json[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const more = bytesOf(item) + 1; // its comma
    if (emptyBytes + more > mostBytes)
      throw new Failure(
        'States.DataLimitExceeded',
        `An item of ${more - 1} bytes does not fit into a batch of at most ${mostBytes} bytes.`,
      );
    let group = groups.at(-1);
    if (!group || group.length >= most || bytes + more > mostBytes) {
      group = [];
      groups.push(group);
      bytes = emptyBytes;
    }
    group.push(item);
    bytes += more;
  }
  return groups.map((group) => ({ input: { ...around, Items: group }, size: group.length }));
}

const bytesOf = (value: Json): number => Buffer.byteLength(JSON.stringify(value));

/** Of the ItemBatcher, by value, by path or as an expression. */
async function limit(branch: Branch, name: 'MaxItemsPerBatch' | 'MaxInputBytesPerBatch'): Promise<number | undefined> {
  const given = branch.state.ItemBatcher?.[name];
  const path = branch.state.ItemBatcher?.[`${name}Path`];
  const value =
    path !== undefined
      ? needed(branch, path, `${name}Path`)
      : typeof given === 'string'
        ? await flowOf(branch).fill(branch, given, `ItemBatcher/${name}`)
        : given;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
  throw faultOf(branch, `ItemBatcher/${name}`, `${name} must be a positive integer, not ${JSON.stringify(value)}.`);
}
