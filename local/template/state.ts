/**
 * What was deployed: stacks and their resources, in the engine's store, one record for each, written as each is done.
 *
 * Addresses of this cloud are kept as a token, because the next start may listen on another port: what a resource is
 * (ids, attributes, outputs) reads with the new address; the properties it was made of do not, so that a resource that was
 * told the old address is updated.
 */
import type { Engine } from '../engine/engine.ts';
import type { Json, Resource } from '../engine/service.ts';

export interface OutputRecord {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html (status codes) */
export type StackStatus =
  | `${'CREATE' | 'UPDATE'}_${'IN_PROGRESS' | 'COMPLETE'}`
  | 'ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_COMPLETE';

export interface StackRecord {
  readonly name: string;
  readonly id: string;
  readonly status: StackStatus;
  readonly statusReason?: string;
  readonly description?: string;
  readonly createdAtMs: number;
  readonly updatedAtMs?: number;
  /** As it was given, byte for byte. */
  readonly template: string;
  readonly parameters: readonly { readonly key: string; readonly value: string }[];
  readonly tags: Readonly<Record<string, string>>;
  readonly outputs: readonly OutputRecord[];
  /** How often each logical id was replaced or let go: part of the names that are made. */
  readonly generations: Readonly<Record<string, number>>;
}

export interface ResourceRecord extends Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly generation: number;
  readonly status: 'CREATE_COMPLETE' | 'UPDATE_COMPLETE';
  readonly atMs: number;
  /** As they were resolved, without those that have no effect. */
  readonly properties: Readonly<Record<string, Json>>;
  readonly needs: readonly string[];
  readonly retain: boolean;
}

export interface StackState {
  stacks(): StackRecord[];
  stack(name: string): StackRecord | undefined;
  putStack(record: StackRecord): void;
  resources(stackName: string): ResourceRecord[];
  putResource(stackName: string, record: ResourceRecord): void;
  deleteResource(stackName: string, logicalId: string): void;
}

/** A host that no network has: https://www.rfc-editor.org/rfc/rfc6761 */
const ADDRESS_TOKEN = 'http://endpoint.invalid';

export function stackState(engine: Engine): StackState {
  const stacks = engine.store.collection<StackRecord>('cloudformation-stacks');
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
    resources: (stackName) =>
      resources.entries({ from: `${stackName}/`, to: `${stackName}0` }).map(([, record]) => readResource(record)),
    putResource: (stackName, { properties, ...rest }) =>
      resources.put(`${stackName}/${rest.logicalId}`, { ...keep(rest), properties }),
    deleteResource: (stackName, logicalId) => resources.delete(`${stackName}/${logicalId}`),
  };
}
