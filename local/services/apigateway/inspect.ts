/** The HTTP APIs with their addresses and routes, as `GET /_local/` shows them. */
import type { Json } from '../../engine/service.ts';
import { type ApiGateway, apiEndpoint } from './members.ts';

export const inspectApiGateway = ({ engine, store }: ApiGateway): Json => ({
  apis: [...store.apis.values()].map(({ api, routes, stages }) => ({
    id: api.apiId,
    name: api.name,
    url: apiEndpoint(engine, api.apiId),
    stages: [...stages.keys()],
    routes: [...routes.values()].map(({ routeKey }) => routeKey),
  })),
});
