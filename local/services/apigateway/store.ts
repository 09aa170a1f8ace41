/** State of all APIs: in memory for serving, every change written through. */
import type { Engine } from '../../engine/engine.ts';
import type { Api, HeldApi, Kind, Member } from './model.ts';

export interface ApiStore {
  readonly apis: ReadonlyMap<string, HeldApi>;
  putApi(api: Api): HeldApi;
  deleteApi(apiId: string): void;
  put<K extends Kind>(held: HeldApi, kind: K, id: string, member: Member<K>): void;
  delete(held: HeldApi, kind: Kind, id: string): void;
}

export function createApiStore(engine: Engine): ApiStore {
  const rows = engine.store.collection<unknown>('apigateway');
  const apis = new Map<string, HeldApi>();
  const key = (apiId: string, kind: Kind, id: string): string => `${apiId}/${kind}/${id}`;
  const mapOf = (held: HeldApi, kind: Kind): Map<string, unknown> => held[kind];

  for (const [path, value] of rows.entries()) {
    const [apiId = '', kind, ...id] = path.split('/');
    if (!kind) apis.set(apiId, hold(value as Api));
    else {
      const held = apis.get(apiId);
      if (held) mapOf(held, kind as Kind).set(id.join('/'), value);
    }
  }
  return {
    apis,
    putApi(api) {
      rows.put(api.apiId, api);
      const held = apis.get(api.apiId) ?? hold(api);
      held.api = api;
      held.revision += 1;
      apis.set(api.apiId, held);
      return held;
    },
    deleteApi(apiId) {
      for (const [path] of rows.entries({ from: apiId, to: `${apiId}0` })) rows.delete(path);
      apis.delete(apiId);
    },
    put(held, kind, id, member) {
      rows.put(key(held.api.apiId, kind, id), member);
      mapOf(held, kind).set(id, member);
      held.revision += 1;
    },
    delete(held, kind, id) {
      rows.delete(key(held.api.apiId, kind, id));
      mapOf(held, kind).delete(id);
      held.revision += 1;
    },
  };
}

const hold = (api: Api): HeldApi => ({
  api,
  revision: 0,
  routes: new Map(),
  integrations: new Map(),
  authorizers: new Map(),
  stages: new Map(),
  deployments: new Map(),
});
