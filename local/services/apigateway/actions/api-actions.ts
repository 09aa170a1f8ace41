/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html and apis-apiid.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { changeApi, createApi } from '../apis.ts';
import { type ApiGateway, apiAnswer, apiOf } from '../members.ts';
import { apiShape, apiUpdateShape } from '../shapes.ts';
import { listing } from './paging.ts';

const ID_LENGTH = 10;
const apiId = z.string();
const path = '/v2/apis/{apiId}';

export const apiActions = (gateway: ApiGateway): Action[] => [
  action({
    name: 'CreateApi',
    input: z.strictObject(apiShape),
    http: { method: 'POST', path: '/v2/apis', status: 201 },
    run: (input) => apiAnswer(gateway.engine, createApi(gateway, gateway.engine.random.id(ID_LENGTH), input)),
  }),
  action({
    name: 'GetApi',
    input: z.strictObject({ apiId }),
    http: { method: 'GET', path },
    run: (input) => apiAnswer(gateway.engine, apiOf(gateway, input.apiId).api),
  }),
  listing('GetApis', {}, { method: 'GET', path: '/v2/apis' }, () =>
    Array.from(gateway.store.apis.values(), ({ api }) => apiAnswer(gateway.engine, api)),
  ),
  action({
    name: 'UpdateApi',
    input: z.strictObject({ ...apiUpdateShape, apiId }),
    http: { method: 'PATCH', path },
    run: ({ apiId: id, ...changes }) => apiAnswer(gateway.engine, changeApi(gateway, id, given(changes))),
  }),
  action({
    name: 'DeleteApi',
    input: z.strictObject({ apiId }),
    http: { method: 'DELETE', path, status: 204 },
    run(input) {
      apiOf(gateway, input.apiId);
      gateway.store.deleteApi(input.apiId);
    },
  }),
];

/** What is left out stays as it was. */
const given = <T extends object>(changes: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as never;
