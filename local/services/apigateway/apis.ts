/** APIs themselves: made and changed. */
import { badRequest } from './errors.ts';
import { type ApiGateway, apiOf } from './members.ts';
import type { Api } from './model.ts';

type ApiInput = Omit<Api, 'apiId' | 'createdDate'>;

export const createApi = (gateway: ApiGateway, apiId: string, given: ApiInput): Api =>
  put(gateway, { ...given, apiId, createdDate: gateway.engine.clock.now() });

/** What is not among the changes stays as it was. */
export const changeApi = (gateway: ApiGateway, apiId: string, changes: Partial<ApiInput>): Api =>
  put(gateway, { ...apiOf(gateway, apiId).api, ...changes });

/** What is not given goes. */
export const replaceApi = (gateway: ApiGateway, apiId: string, given: ApiInput): Api =>
  put(gateway, { ...given, apiId, createdDate: apiOf(gateway, apiId).api.createdDate });

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
function put({ store }: ApiGateway, api: Api): Api {
  const { allowCredentials, allowOrigins = [], allowMethods = [], allowHeaders = [] } = api.corsConfiguration ?? {};
  if (allowCredentials && [allowOrigins, allowMethods, allowHeaders].some((list) => list.includes('*')))
    throw badRequest('allowCredentials cannot be true when origins, methods or headers are *');
  return store.putApi(api).api;
}
