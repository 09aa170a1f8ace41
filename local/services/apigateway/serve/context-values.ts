/**
 * `$request.…`, `$context.…` and `$stageVariables.…`: what expressions in identity sources, mappings, addresses and log formats
 * stand for.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
 */
import type { Engine } from '../../../engine/engine.ts';
import { requestTime } from '../../../engine/http-event/event.ts';
import { header } from '../../../engine/http-event/request.ts';
import { LARGEST_MAPPED_BODY_BYTES } from '../limits.ts';
import { asText } from './authorizers/caller.ts';
import { domainName, pathInStage, type Routed } from './event.ts';

/** The value of one expression, `$` and all; undefined when there is no such value. */
export function contextValue(engine: Engine, routed: Routed, expression: string): string | undefined {
  const [root, ...rest] = expression.slice(1).split('.');
  const name = rest.join('.');
  if (root === 'stageVariables') return own(routed.stage.stageVariables, name);
  if (root === 'context') return own(contextValues(engine, routed), name);
  return root === 'request' ? requestValue(routed, rest[0], rest.slice(1).join('.')) : undefined;
}

function requestValue(routed: Routed, part: string | undefined, name: string): string | undefined {
  const { request, pathParameters } = routed;
  if (part === 'header') return header(request, name.toLowerCase());
  if (part === 'querystring') return request.query[name]?.join(',');
  if (part === 'path') return name === '' ? pathInStage(routed) : own(pathParameters, name);
  if (part === 'body') return name === '' ? request.body.toString() : memberOfBody(request.body, name);
  return undefined;
}

const own = (values: Readonly<Record<string, string>> | undefined, name: string): string | undefined =>
  values && Object.hasOwn(values, name) ? values[name] : undefined;

/** A member of a JSON body: names and indexes, `items[0].name`. */
export function memberOfBody(body: Buffer, path: string): string | undefined {
  if (body.length > LARGEST_MAPPED_BODY_BYTES) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    return undefined;
  }
  for (const step of path.match(/[^.[\]]+/g) ?? []) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value === undefined ? undefined : asText(value);
}

/**
 * A text with expressions in it: all of it one (`$request.header.a`), or some in braces (`${request.path.a}-b`). What has no
 * value is empty; undefined when the whole text was one expression without a value.
 */
export function filled(text: string, value: (expression: string) => string | undefined): string | undefined {
  if (/^\$\w/.test(text)) return value(text);
  return text.replace(/\$\{([^}]+)\}/g, (_, inner: string) => value(`$${inner}`) ?? '');
}

/** `${stageVariables.name}` in the address of an integration or an authorizer. */
export const withStageVariables = (uri: string, { stage }: Routed): string =>
  uri.replace(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => own(stage.stageVariables, name) ?? '');

/** The variables that are known before an answer is. */
export function contextValues(engine: Engine, routed: Routed): Record<string, string> {
  const { request, route, stage, rawPath, caller } = routed;
  return {
    accountId: engine.account,
    apiId: request.apiId,
    domainName: domainName(engine, request),
    domainPrefix: request.apiId,
    extendedRequestId: request.requestId,
    httpMethod: request.method,
    'identity.sourceIp': request.sourceIp,
    'identity.userAgent': request.headers['user-agent']?.[0] ?? '',
    path: rawPath,
    protocol: request.protocol,
    requestId: request.requestId,
    requestTime: requestTime(request.timeEpochMs),
    requestTimeEpoch: `${Math.floor(request.timeEpochMs / 1000)}`,
    routeKey: route.routeKey,
    stage: stage.stageName,
    ...caller?.variables,
  };
}
