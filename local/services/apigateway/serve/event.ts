/**
 * What a function is called with: payload format 2.0. Format 1.0 is in legacy-event.ts.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import type { APIGatewayProxyEventV2, APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import type { Engine } from '../../../engine/engine.ts';
import { bodyOf as bodyWith, httpEvent } from '../../../engine/http-event/event.ts';
import type { Stage } from '../model.ts';
import type { Caller } from './authorizers/caller.ts';
import type { ApiRequest } from './request.ts';
import type { RouteMatch } from './routes.ts';

/** A request that has found its stage and route. */
export interface Routed extends RouteMatch {
  readonly request: ApiRequest;
  readonly stage: Stage;
  /** Decoded, with the stage's name in front unless it is the default stage. */
  readonly rawPath: string;
  /** Set once the route's authorizer has admitted the request. */
  readonly caller?: Caller;
}

export function integrationEvent(engine: Engine, routed: Routed) {
  return { ...common(engine, routed), ...bodyOf(routed.request) } satisfies APIGatewayProxyEventV2;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export function authorizerEvent(engine: Engine, routed: Routed, identitySource: readonly string[]) {
  const event = {
    ...common(engine, routed),
    type: 'REQUEST' as const,
    routeArn: requestArn(engine, routed),
    identitySource: identitySource.length > 0 ? [...identitySource] : null,
  };
  return event satisfies Omit<APIGatewayRequestAuthorizerEventV2, 'identitySource' | 'cookies'>;
}

/** The path without the stage's name. */
export const pathInStage = ({ stage, rawPath }: Routed): string =>
  stage.stageName === '$default' ? rawPath : rawPath.slice(stage.stageName.length + 1) || '/';

/** The request itself, as policies name it. */
export const requestArn = (engine: Engine, routed: Routed): string =>
  stageArn(engine, routed, `${routed.request.method}${pathInStage(routed)}`);

/** The route, as the policies of functions name it: `…/stage/GET/orders/{id}`, with the method of the request for ANY. */
export function routeArn(engine: Engine, routed: Routed): string {
  const [method = '', path] = routed.route.routeKey.split(' ');
  if (path === undefined) return stageArn(engine, routed, method);
  return stageArn(engine, routed, `${method === 'ANY' ? routed.request.method : method}${path}`);
}

const stageArn = (engine: Engine, { request, stage }: Routed, rest: string): string =>
  engine.arn('execute-api', `${request.apiId}/${stage.stageName}/${rest}`);

function common(engine: Engine, routed: Routed) {
  const { request, route, stage, rawPath, pathParameters, caller } = routed;
  const event = httpEvent(request, {
    rawPath,
    accountId: engine.account,
    apiId: request.apiId,
    domain: domain(engine),
    routeKey: route.routeKey,
    stage: stage.stageName,
    requestId: request.requestId,
    timeEpochMs: request.timeEpochMs,
    authorizer: caller?.authorizer,
  });
  return {
    ...event,
    ...(pathParameters && { pathParameters }),
    ...(stage.stageVariables && { stageVariables: stage.stageVariables }),
  };
}

const domain = ({ region }: Engine): string => `execute-api.${region}.amazonaws.com`;

export const domainName = (engine: Engine, { apiId }: ApiRequest): string => `${apiId}.${domain(engine)}`;

const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml)\s*(;|$))/i;

/**
 * `…+json` is no text here. Measured by others:
 * https://github.com/ministackorg/ministack/pull/766
 */
export const bodyOf = (request: ApiRequest) => bodyWith(request, TEXT_TYPE);
