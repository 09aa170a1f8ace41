/**
 * What was deployed: stacks and their resources, in the engine's store, one record for each, written as each is done.
 *
 * 1. A stack is found by its name; once it is deleted, by its id, as long as there are not too many.
 * 2. A name that is used again gets another id, and makes other names of its logical ids.
 * 3. Addresses of this cloud are kept as a token, because the next start may listen on another port: what a resource is
 *    (ids, attributes, outputs) reads with the new address; the properties it was made of do not, so that a resource that
 *    was told the old address is updated.
 */
import type { Engine } from '../engine/engine.ts';
import type { ResourceRecord, StackRecord } from '../engine/stacks.ts';
import { stackId } from './place.ts';

export interface StackState {
  /** Those that are there, in the order of their names. */
  stacks(): StackRecord[];
  stack(name: string): StackRecord | undefined;
  putStack(record: StackRecord): void;
  /** Newest first. */
  deleted(): StackRecord[];
  /** Files a stack as deleted; its name is free. */
  bury(record: StackRecord): void;
  /** Of the stack that is there, or of the next one with that name. */
  idOf(name: string): string;
  /** Where the names of a stack that is to be created go on. */
  generationsOf(name: string): Readonly<Record<string, number>>;
  resources(stackName: string): ResourceRecord[];
  putResource(stackName: string, record: ResourceRecord): void;
  deleteResource(stackName: string, logicalId: string): void;
}

/** A host that no network has: https://www.rfc-editor.org/rfc/rfc6761 */
const ADDRESS_TOKEN = 'http://endpoint.invalid';

/** AWS remembers deleted stacks for 90 days; here it is a number. */
const DELETED_STACKS = 100;

/** What is left of the stacks that had a name. */
interface Past {
  readonly stacks: number;
  readonly generations: Readonly<Record<string, number>>;
}

export function stackState(engine: Engine): StackState {
  const stacks = engine.store.collection<StackRecord>('cloudformation-stacks');
  const graves = engine.store.collection<StackRecord>('cloudformation-deleted-stacks');
  const pasts = engine.store.collection<Past>('cloudformation-names');
  const resources = engine.store.collection<ResourceRecord>('cloudformation-resources');
  const swap = <T>(value: T, from: string, to: string): T =>
    JSON.parse(JSON.stringify(value).replaceAll(from, to)) as T;
  const keep = <T>(value: T): T => swap(value, engine.endpoint, ADDRESS_TOKEN);
  const read = <T>(value: T): T => swap(value, ADDRESS_TOKEN, engine.endpoint);
  const readStack = (record: StackRecord): StackRecord => ({ ...record, outputs: read(record.outputs) });
  const readResource = ({ properties, ...rest }: ResourceRecord): ResourceRecord => ({ ...read(rest), properties });
  return {
    stacks: () => stacks.entries().map(([, record]) => readStack(record)),
    stack(name) {
      const record = stacks.get(name);
      return record && readStack(record);
    },
    putStack: (record) => stacks.put(record.name, { ...record, outputs: keep(record.outputs) }),
    deleted: () => graves.entries({ reverse: true }).map(([, record]) => readStack(record)),
    bury(record) {
      const past = pasts.get(record.name);
      stacks.delete(record.name);
      graves.put(`${String(record.deletedAtMs).padStart(15, '0')} ${record.id}`, record);
      for (const [key] of graves.entries({ reverse: true }).slice(DELETED_STACKS)) graves.delete(key);
      pasts.put(record.name, {
        stacks: (past?.stacks ?? 0) + 1,
        generations: { ...past?.generations, ...record.generations },
      });
    },
    idOf: (name) => stacks.get(name)?.id ?? stackId(name, pasts.get(name)?.stacks ?? 0, engine.arn),
    generationsOf: (name) => pasts.get(name)?.generations ?? {},
    resources: (stackName) =>
      resources.entries({ from: `${stackName}/`, to: `${stackName}0` }).map(([, record]) => readResource(record)),
    putResource: (stackName, { properties, ...rest }) =>
      resources.put(`${stackName}/${rest.logicalId}`, { ...keep(rest), properties }),
    deleteResource: (stackName, logicalId) => resources.delete(`${stackName}/${logicalId}`),
  };
}
