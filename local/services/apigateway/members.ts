/** Finding, making and telling APIs and their members; what a kind of member is like is in families.ts. */
import { createHash } from 'node:crypto';
import type { Engine } from '../../engine/engine.ts';
import { notFound } from './errors.ts';
import { type Family, families, withDates } from './families.ts';
import type { Api, Deployment, HeldApi, Kind, Member } from './model.ts';
import type { ApiStore } from './store.ts';

/** What the service's parts share. */
export interface ApiGateway {
  readonly engine: Engine;
  readonly store: ApiStore;
}

export const apiAnswer = (engine: Engine, api: Api): object => ({
  apiKeySelectionExpression: '$request.header.x-api-key',
  apiEndpoint: apiEndpoint(engine, api.apiId),
  ...withDates(api),
});

/** Where an API listens: AWS gives it a host of its own, which no name server knows here. */
export const apiEndpoint = (engine: Engine, apiId: string): string => `${engine.endpoint}/_api/${apiId}`;

/** Throws NotFoundException. */
export function apiOf({ store, engine }: ApiGateway, apiId: string): HeldApi {
  const held = store.apis.get(apiId);
  if (!held) throw notFound('API', `${engine.account}:${apiId}`);
  return held;
}

export const membersOf = <K extends Kind>(held: HeldApi, kind: K): ReadonlyMap<string, Member<K>> =>
  (held as Readonly<Record<Kind, ReadonlyMap<string, unknown>>>)[kind] as ReadonlyMap<string, Member<K>>;

/** Throws NotFoundException. */
export function memberOf<K extends Kind>(held: HeldApi, { kind, noun }: Family<K>, id: string): Member<K> {
  const member = membersOf(held, kind).get(id);
  if (!member) throw notFound(noun, id);
  return member;
}

/** Makes a member, or makes it anew with the same id. */
export function putMember<K extends Kind>(
  { store, engine }: ApiGateway,
  held: HeldApi,
  { kind, make }: Family<K>,
  id: string,
  given: object,
): Member<K> {
  const before = membersOf(held, kind).get(id);
  const member = make(given as never, id, held, engine, before);
  store.put(held, kind, id, member);
  return member;
}

/** A deployment that names a stage is what the stage serves from then on. */
export function deployTo(gateway: ApiGateway, held: HeldApi, deployment: Deployment): void {
  const { stageName, deploymentId } = deployment;
  if (stageName === undefined) return;
  const stage = memberOf(held, families.stages, stageName);
  gateway.store.put(held, 'stages', stageName, { ...stage, deploymentId, lastUpdatedDate: gateway.engine.clock.now() });
}

/** An id of lower-case letters and digits that is the same each time for the same name. */
export function stableId(name: string, length: number): string {
  const digest = createHash('sha256').update(name).digest();
  return Array.from(digest.subarray(0, length), (byte) => (byte % 36).toString(36)).join('');
}
