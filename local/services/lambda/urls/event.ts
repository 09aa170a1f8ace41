/**
 * What a function gets from its URL: payload format 2.0.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import type { Engine } from '../../../engine/engine.ts';
import { bodyOf, httpEvent, iamAuthorizer } from '../../../engine/http-event/event.ts';
import { type Lists, readHttp } from '../../../engine/http-event/request.ts';
import type { Principal } from '../../../engine/ports.ts';
import type { RawRequest } from '../../../engine/service.ts';
import type { Addressed } from './request.ts';

/** Who signed the request, for URLs that ask for it. */
export interface Signer {
  readonly accessKeyId: string;
  readonly principal: Principal;
}

/** Functions of URLs have no routes and no stages. */
const DEFAULT = '$default';

export function urlEvent(
  engine: Engine,
  raw: RawRequest,
  { urlId, path, rawQueryString }: Addressed,
  facts: { requestId: string; traceId: string; signer: Signer | undefined },
) {
  const read = readHttp(raw, rawQueryString);
  const added: Lists = {
    'x-amzn-trace-id': [facts.traceId],
    'x-forwarded-for': [read.sourceIp],
    'x-forwarded-port': [raw.url.port],
    'x-forwarded-proto': ['http'],
  };
  const request = { ...read, headers: Object.assign(Object.create(null), added, read.headers) };
  const event = httpEvent(request, {
    rawPath: path,
    accountId: facts.signer?.principal.accountId ?? 'anonymous',
    apiId: urlId,
    domain: `lambda-url.${engine.region}.on.aws`,
    routeKey: DEFAULT,
    stage: DEFAULT,
    requestId: facts.requestId,
    timeEpochMs: engine.clock.now(),
    authorizer: facts.signer && iamAuthorizer(facts.signer.principal, facts.signer.accessKeyId),
  });
  return { ...event, ...bodyOf(request, TEXT_TYPE) } satisfies Omit<LambdaFunctionURLEvent, 'requestContext'> & {
    requestContext: object;
  };
}

const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml|[\w.+-]+\+(json|xml))\b)/i;
