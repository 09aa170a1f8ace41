/**
 * What a function is called with for a request over HTTP: payload format 2.0, the same behind its own URL and behind an HTTP API.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
import type { Principal } from '../principal.ts';
import { type HttpRequest, joined } from './request.ts';

/** What the caller of the function knows beside the request. */
export interface Around<Authorizer extends object> {
  /** As the caller shows paths: HTTP APIs decode them and put the stage in front, URLs leave them as they were sent. */
  readonly rawPath: string;
  readonly accountId: string;
  /** Of the API, or of the URL. */
  readonly apiId: string;
  /** What stands behind the id in the name of the host: `execute-api.us-east-1.amazonaws.com` */
  readonly domain: string;
  readonly routeKey: string;
  readonly stage: string;
  readonly requestId: string;
  readonly timeEpochMs: number;
  readonly authorizer?: Authorizer | undefined;
}

/** Without the body (bodyOf), which authorizers are not told. */
export function httpEvent<Authorizer extends object>(request: HttpRequest, around: Around<Authorizer>) {
  const { headers, cookies, rawQueryString } = request;
  const { rawPath, routeKey, apiId, timeEpochMs } = around;
  const parameters = joined(request.query);
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookies && { cookies: [...cookies] }),
    headers: joined(headers),
    ...(Object.keys(parameters).length > 0 && { queryStringParameters: parameters }),
    requestContext: {
      accountId: around.accountId,
      apiId,
      ...(around.authorizer && { authorizer: around.authorizer }),
      domainName: `${apiId}.${around.domain}`,
      domainPrefix: apiId,
      http: {
        method: request.method,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent']?.[0] ?? '',
      },
      requestId: around.requestId,
      routeKey,
      stage: around.stage,
      time: requestTime(timeEpochMs),
      timeEpoch: timeEpochMs,
    },
  };
}

/** `authorizer` of a request that somebody signed. */
export const iamAuthorizer = ({ accountId, arn: userArn, userId }: Principal, accessKey: string) => ({
  iam: { accessKey, accountId, callerId: userId, cognitoIdentity: null, principalOrgId: null, userArn, userId },
});

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000` */
export function requestTime(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

/**
 * Text travels as it is; everything else as base64: forms, compressed text, and what has no type. `textType` says which types
 * are text; those of URLs and of HTTP APIs differ.
 */
export function bodyOf({ body, headers }: HttpRequest, textType: RegExp) {
  if (body.length === 0) return { isBase64Encoded: false };
  const type = headers['content-type']?.[0] ?? '';
  const encoding = headers['content-encoding']?.[0] ?? 'identity';
  if (encoding === 'identity' && textType.test(type)) return { body: body.toString(), isBase64Encoded: false };
  return { body: body.toString('base64'), isBase64Encoded: true };
}
