/** Amazon API Gateway, HTTP APIs: made by actions or templates, served under `/_api/<id>` or by host name. */
import { durably } from '../../engine/durably.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { apiActions } from './actions/api-actions.ts';
import { memberActions } from './actions/member-actions.ts';
import { resetAuthorizersCache } from './actions/reset-authorizers-cache.ts';
import { invalidInput } from './errors.ts';
import { families } from './families.ts';
import { inspectApiGateway } from './inspect.ts';
import type { ApiGateway } from './members.ts';
import { apiResources } from './resources.ts';
import { createAuthorizers } from './serve/authorizers/authorizers.ts';
import { createServe } from './serve/serve.ts';
import { createApiStore } from './store.ts';

export function createApiGateway(engine: Engine): Service {
  const gateway: ApiGateway = { engine, store: createApiStore(engine) };
  const authorizers = createAuthorizers(engine);
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
      resetAuthorizersCache(gateway, authorizers),
    ]),
    resources: apiResources(gateway),
    invalidInput,
    inspect: () => inspectApiGateway(gateway),
    raw: createServe(gateway, authorizers),
  };
}
