/**
 * What a function is called with: payload format 2.0. Format 1.0 is in legacy-event.ts.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import type { APIGatewayProxyEventV2, APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import type { Engine } from '../../../engine/engine.ts';
import type { Stage } from '../model.ts';
import type { Caller } from './authorizers/caller.ts';
import { type ApiRequest, joined } from './request.ts';
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
  const { body, isBase64Encoded } = bodyOf(routed.request);
  return {
    ...common(engine, routed),
    ...(body !== undefined && { body }),
    isBase64Encoded,
  } satisfies APIGatewayProxyEventV2;
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
  const { apiId, headers, cookies, query, rawQueryString, timeEpochMs } = request;
  const parameters = joined(query);
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath,
    rawQueryString,
    ...(cookies && { cookies: [...cookies] }),
    headers: joined(headers),
    ...(Object.keys(parameters).length > 0 && { queryStringParameters: parameters }),
    requestContext: {
      accountId: engine.account,
      apiId,
      ...(caller && { authorizer: caller.authorizer }),
      domainName: domainName(engine, request),
      domainPrefix: apiId,
      http: {
        method: request.method,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent']?.[0] ?? '',
      },
      requestId: request.requestId,
      routeKey: route.routeKey,
      stage: stage.stageName,
      time: requestTime(timeEpochMs),
      timeEpoch: timeEpochMs,
    },
    ...(pathParameters && { pathParameters }),
    ...(stage.stageVariables && { stageVariables: stage.stageVariables }),
  };
}

export const domainName = ({ region }: Engine, { apiId }: ApiRequest): string =>
  `${apiId}.execute-api.${region}.amazonaws.com`;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000` */
export function requestTime(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml)\s*(;|$))/i;

/**
 * Text travels as it is; everything else as base64: forms, `…+json`, compressed text, and what has no type. Measured by others:
 * https://github.com/ministackorg/ministack/pull/766
 */
export function bodyOf({ body, headers }: ApiRequest): { body: string | undefined; isBase64Encoded: boolean } {
  if (body.length === 0) return { body: undefined, isBase64Encoded: false };
  const type = headers['content-type']?.[0] ?? '';
  const encoding = headers['content-encoding']?.[0] ?? 'identity';
  if (encoding === 'identity' && TEXT_TYPE.test(type)) return { body: body.toString(), isBase64Encoded: false };
  return { body: body.toString('base64'), isBase64Encoded: true };
}
