/**
 * `$request.…`, `$context.…` and `$stageVariables.…`: what expressions in identity sources and log formats stand for.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
import type { Engine } from '../../../engine/engine.ts';
import { type Routed, requestTime } from './event.ts';

/** Undefined when there is no such value. */
export function contextValue(engine: Engine, routed: Routed, expression: string): string | undefined {
  const { request, stage } = routed;
  const [root, ...rest] = expression.slice(1).split('.');
  const name = rest.join('.');
  if (root === 'stageVariables') return stage.stageVariables?.[name];
  if (root === 'context') return contextValues(engine, routed)[name];
  const inner = rest.slice(1).join('.');
  return rest[0] === 'header' ? headerValue(request, inner.toLowerCase()) : request.query?.[inner];
}

const headerValue = ({ headers, cookies }: Routed['request'], name: string): string | undefined =>
  name === 'cookie' ? cookies?.join('; ') : headers[name];

/** The variables that are known before an answer is. */
export function contextValues(engine: Engine, { request, route, stage, rawPath }: Routed): Record<string, string> {
  return {
    accountId: engine.account,
    apiId: request.apiId,
    domainName: `${request.apiId}.execute-api.${engine.region}.amazonaws.com`,
    domainPrefix: request.apiId,
    extendedRequestId: request.requestId,
    httpMethod: request.method,
    'identity.sourceIp': request.sourceIp,
    'identity.userAgent': request.headers['user-agent'] ?? '',
    path: rawPath,
    protocol: request.protocol,
    requestId: request.requestId,
    requestTime: requestTime(request.timeEpochMs),
    requestTimeEpoch: `${Math.floor(request.timeEpochMs / 1000)}`,
    routeKey: route.routeKey,
    stage: stage.stageName,
  };
}
