/** Amazon API Gateway, HTTP APIs: made by actions or templates, served under `/_api/<id>` or by host name. */
import { durably } from '../../engine/durably.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { apiActions } from './actions/api-actions.ts';
import { memberActions } from './actions/member-actions.ts';
import { invalidInput } from './errors.ts';
import { families } from './families.ts';
import type { ApiGateway } from './members.ts';
import { apiResources } from './resources.ts';
import { createServe } from './serve/serve.ts';
import { createApiStore } from './store.ts';

export function createApiGateway(engine: Engine): Service {
  const gateway: ApiGateway = { engine, store: createApiStore(engine) };
  return {
    name: 'apigateway',
    protocols: [{ kind: 'rest-json' }],
    actions: durably(engine, [
      ...apiActions(gateway),
      ...memberActions(gateway, families.routes),
      ...memberActions(gateway, families.integrations),
      ...memberActions(gateway, families.authorizers),
      ...memberActions(gateway, families.stages),
      ...memberActions(gateway, families.deployments),
    ]),
    resources: apiResources(gateway),
    invalidInput,
    raw: createServe(gateway),
  };
}
