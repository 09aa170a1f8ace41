/**
 * Empties the cache of a stage's Lambda authorizers.
 * https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages-stagename-cache-authorizers.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { families } from '../families.ts';
import { type ApiGateway, apiOf, memberOf } from '../members.ts';
import type { Authorizers } from '../serve/authorizers/authorizers.ts';

/** What Lambda authorizers said is asked for anew from then on. */
export const resetAuthorizersCache = (gateway: ApiGateway, authorizers: Pick<Authorizers, 'forget'>): Action =>
  action({
    name: 'ResetAuthorizersCache',
    input: z.strictObject({ apiId: z.string(), stageName: z.string() }),
    http: { method: 'DELETE', path: '/v2/apis/{apiId}/stages/{stageName}/cache/authorizers', status: 204 },
    run({ apiId, stageName }) {
      memberOf(apiOf(gateway, apiId), families.stages, stageName);
      authorizers.forget(apiId, stageName);
    },
  });
