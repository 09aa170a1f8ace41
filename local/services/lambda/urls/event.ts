/**
 * What a function gets from its URL: payload format 2.0.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
import type { LambdaFunctionURLEvent, LambdaFunctionURLEventWithIAMAuthorizer } from 'aws-lambda';
import type { Engine } from '../../../engine/engine.ts';
import type { Principal } from '../../../engine/ports.ts';
import type { RawRequest } from '../../../engine/service.ts';
import { type Addressed, readHeaders, readQuery } from './request.ts';

/** Who signed the request, for URLs that ask for it. */
export interface Signer {
  readonly accessKeyId: string;
  readonly principal: Principal;
}

/** Functions of URLs have no routes and no stages. */
const DEFAULT = '$default';

export function urlEvent(
  engine: Engine,
  { request, url, body: bytes }: RawRequest,
  { urlId, path, rawQueryString }: Addressed,
  facts: { requestId: string; traceId: string; signer: Signer | undefined },
) {
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  const { headers, cookies } = readHeaders(request.rawHeaders);
  const query = readQuery(rawQueryString);
  const nowMs = engine.clock.now();
  const { body, isBase64Encoded } = bodyOf(bytes, headers);
  return {
    version: '2.0',
    routeKey: DEFAULT,
    rawPath: path,
    rawQueryString,
    ...(cookies && { cookies }),
    headers: {
      ...headers,
      'x-amzn-trace-id': headers['x-amzn-trace-id'] ?? facts.traceId,
      'x-forwarded-for': headers['x-forwarded-for'] ?? sourceIp,
      'x-forwarded-port': headers['x-forwarded-port'] ?? url.port,
      'x-forwarded-proto': headers['x-forwarded-proto'] ?? 'http',
    },
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: facts.signer?.principal.accountId ?? 'anonymous',
      apiId: urlId,
      ...(facts.signer && { authorizer: authorizerOf(facts.signer) }),
      domainName: `${urlId}.lambda-url.${engine.region}.on.aws`,
      domainPrefix: urlId,
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: facts.requestId,
      routeKey: DEFAULT,
      stage: DEFAULT,
      time: requestTime(nowMs),
      timeEpoch: nowMs,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded,
  } satisfies Omit<LambdaFunctionURLEvent, 'requestContext'> & { requestContext: object };
}

type IamAuthorizer = LambdaFunctionURLEventWithIAMAuthorizer['requestContext']['authorizer'];

const authorizerOf = ({ accessKeyId, principal }: Signer) =>
  ({
    iam: {
      accessKey: accessKeyId,
      accountId: principal.accountId,
      callerId: principal.userId,
      cognitoIdentity: null,
      principalOrgId: null,
      userArn: principal.arn,
      userId: principal.userId,
    },
  }) satisfies { iam: { [K in keyof IamAuthorizer['iam']]: IamAuthorizer['iam'][K] | null } };

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000` */
function requestTime(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml|[\w.+-]+\+(json|xml))\b)/i;

/** Text travels as it is; everything else, forms and compressed text too, as base64. */
function bodyOf(bytes: Buffer, headers: Readonly<Record<string, string>>) {
  if (bytes.length === 0) return { body: undefined, isBase64Encoded: false };
  const type = headers['content-type'];
  const plain = (headers['content-encoding'] ?? 'identity') === 'identity';
  if (plain && type !== undefined && TEXT_TYPE.test(type)) return { body: bytes.toString(), isBase64Encoded: false };
  return { body: bytes.toString('base64'), isBase64Encoded: true };
}
