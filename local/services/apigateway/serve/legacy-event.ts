/**
 * Payload format 1.0, as REST APIs have it: for functions, and for authorizers.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import type { APIGatewayProxyEvent, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { Engine } from '../../../engine/engine.ts';
import { requestTime } from '../../../engine/http-event/event.ts';
import type { Lists } from '../../../engine/http-event/request.ts';
import { bodyOf, domainName, type Routed, requestArn } from './event.ts';

/** REST APIs have no such member; HTTP APIs do. */
interface Versioned {
  readonly version: '1.0';
}

export function legacyIntegrationEvent(engine: Engine, routed: Routed) {
  const { request, stage, pathParameters } = routed;
  const { body, isBase64Encoded } = bodyOf(request);
  return {
    version: '1.0' as const,
    ...common(engine, routed),
    multiValueHeaders: lists(headersOf(routed)) ?? {},
    queryStringParameters: singles(request.query, 'first') ?? null,
    multiValueQueryStringParameters: lists(request.query) ?? null,
    pathParameters: pathParameters ?? null,
    stageVariables: stage.stageVariables ?? null,
    body: body ?? null,
    isBase64Encoded,
  } satisfies Omit<APIGatewayProxyEvent, 'requestContext'> & Versioned;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export function legacyAuthorizerEvent(engine: Engine, routed: Routed, identity: readonly string[]) {
  const { request, stage, pathParameters } = routed;
  const identitySource = identity.join(',');
  return {
    version: '1.0' as const,
    type: 'REQUEST' as const,
    methodArn: requestArn(engine, routed),
    identitySource,
    authorizationToken: identitySource,
    ...common(engine, routed),
    queryStringParameters: singles(request.query, 'first') ?? {},
    pathParameters: pathParameters ?? {},
    stageVariables: stage.stageVariables ?? {},
  } satisfies Omit<
    APIGatewayRequestAuthorizerEvent,
    'requestContext' | 'multiValueHeaders' | 'multiValueQueryStringParameters'
  > &
    Versioned & { readonly identitySource: string; readonly authorizationToken: string };
}

function common(engine: Engine, routed: Routed) {
  const { request, rawPath } = routed;
  return {
    resource: resourceOf(routed),
    path: rawPath,
    httpMethod: request.method,
    headers: singles(headersOf(routed), 'last') ?? {},
    requestContext: contextOf(engine, routed),
  };
}

/** The path of the route; `$default` has none. */
const resourceOf = ({ route: { routeKey } }: Routed): string => routeKey.split(' ')[1] ?? routeKey;

/** Cookies are a header here. */
const headersOf = ({ request: { headers, cookies } }: Routed): Lists => ({
  ...headers,
  ...(cookies && { cookie: [cookies.join('; ')] }),
});

function contextOf(engine: Engine, routed: Routed) {
  const { request, route, stage, rawPath, caller } = routed;
  return {
    accountId: engine.account,
    apiId: request.apiId,
    ...(caller?.legacyAuthorizer && { authorizer: caller.legacyAuthorizer }),
    domainName: domainName(engine, request),
    domainPrefix: request.apiId,
    extendedRequestId: request.requestId,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAmr: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: request.headers['user-agent']?.[0] ?? '',
      userArn: null,
      ...caller?.legacyIdentity,
    },
    path: rawPath,
    protocol: request.protocol,
    requestId: request.requestId,
    requestTime: requestTime(request.timeEpochMs),
    requestTimeEpoch: request.timeEpochMs,
    resourceId: route.routeKey,
    resourcePath: resourceOf(routed),
    stage: stage.stageName,
  };
}

/** One value for each name, as the page's example has them: the last of a header, the first of a parameter. */
function singles(all: Lists, which: 'first' | 'last'): Record<string, string> | undefined {
  const entries = Object.entries(all);
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.map(([name, values]) => [name, values.at(which === 'first' ? 0 : -1) ?? '']));
}

function lists(all: Lists): Record<string, string[]> | undefined {
  const entries = Object.entries(all);
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([name, values]) => [name, [...values]]));
}
