/**
 * What a function is called with: payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import type { APIGatewayProxyEventV2, APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import type { Engine } from '../../../engine/engine.ts';
import type { Stage } from '../model.ts';
import type { ApiRequest } from './request.ts';
import type { RouteMatch } from './routes.ts';

/** A request that has found its stage and route. */
export interface Routed extends RouteMatch {
  readonly request: ApiRequest;
  readonly stage: Stage;
  /** Decoded, with the stage's name in front unless it is the default stage. */
  readonly rawPath: string;
}

/** `authorizer` is what a Lambda authorizer said of the caller. */
export function integrationEvent(engine: Engine, routed: Routed, authorizer: object | undefined) {
  const { body, isBase64Encoded } = bodyOf(routed.request);
  return {
    ...common(engine, routed, authorizer),
    ...(body !== undefined && { body }),
    isBase64Encoded,
  } satisfies APIGatewayProxyEventV2;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export function authorizerEvent(engine: Engine, routed: Routed, identitySource: string[] | null) {
  const event = {
    ...common(engine, routed, undefined),
    type: 'REQUEST' as const,
    routeArn: routeArn(engine, routed),
    identitySource,
  };
  return event satisfies Omit<APIGatewayRequestAuthorizerEventV2, 'identitySource' | 'cookies'>;
}

export function routeArn(engine: Engine, { request, stage, rawPath }: Routed): string {
  const path = stage.stageName === '$default' ? rawPath : rawPath.slice(stage.stageName.length + 1);
  return engine.arn('execute-api', `${request.apiId}/${stage.stageName}/${request.method}${path}`);
}

function common(
  engine: Engine,
  { request, route, stage, rawPath, pathParameters }: Routed,
  authorizer: object | undefined,
) {
  const { apiId, headers, cookies, query, rawQueryString, timeEpochMs } = request;
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath,
    rawQueryString,
    ...(cookies && { cookies: [...cookies] }),
    headers,
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: engine.account,
      apiId,
      ...(authorizer && { authorizer }),
      domainName: `${apiId}.execute-api.${engine.region}.amazonaws.com`,
      domainPrefix: apiId,
      http: {
        method: request.method,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
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

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000` */
export function requestTime(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml|[\w.+-]+\+(json|xml))\b)/i;

/** Text travels as it is; everything else, forms and compressed text too, as base64. */
function bodyOf({ body, headers }: ApiRequest): { body: string | undefined; isBase64Encoded: boolean } {
  if (body.length === 0) return { body: undefined, isBase64Encoded: false };
  const type = headers['content-type'];
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity' && (type === undefined || TEXT_TYPE.test(type)))
    return { body: body.toString(), isBase64Encoded: false };
  return { body: body.toString('base64'), isBase64Encoded: true };
}
