/** Sends a request to the integration of its route, mapped on the way there and on the way back. */
import type { Engine } from '../../../engine/engine.ts';
import type { Integration } from '../model.ts';
import { type Answer, answerOf, internalError, legacyAnswerOf, payloadTooLarge, unavailable } from './answer.ts';
import { callService } from './aws-service.ts';
import { withStageVariables } from './context-values.ts';
import { integrationEvent, type Routed, routeArn } from './event.ts';
import { proxy } from './http-proxy.ts';
import { invokeFunction } from './invoke.ts';
import { legacyIntegrationEvent } from './legacy-event.ts';
import { mapAnswer, mapRequest } from './mapping.ts';

export async function integrate(engine: Engine, integration: Integration, routed: Routed): Promise<Answer> {
  return mapAnswer(engine, routed, integration.responseParameters, await answered(engine, integration, routed));
}

function answered(engine: Engine, integration: Integration, routed: Routed): Promise<Answer> {
  if (integration.integrationSubtype !== undefined) return callService(engine, integration, routed);
  const mapped = mapRequest(engine, routed, integration.requestParameters);
  return integration.integrationType === 'HTTP_PROXY'
    ? proxy(engine, integration, mapped)
    : callFunction(engine, integration, mapped);
}

async function callFunction(engine: Engine, integration: Integration, routed: Routed): Promise<Answer> {
  const { integrationUri = '', credentialsArn, payloadFormatVersion, timeoutInMillis } = integration;
  const legacy = payloadFormatVersion === '1.0';
  const callee = {
    uri: withStageVariables(integrationUri, routed),
    sourceArn: routeArn(engine, routed),
    roleArn: credentialsArn,
    timeoutMs: timeoutInMillis,
  };
  const event = legacy ? legacyIntegrationEvent(engine, routed) : integrationEvent(engine, routed);
  const result = await invokeFunction(engine, callee, event);
  if ('payload' in result) return legacy ? legacyAnswerOf(result.payload) : answerOf(result.payload);
  if (result.status === 413) return payloadTooLarge(result.failed);
  return result.status === 503 ? unavailable(result.failed) : internalError(result.failed);
}
