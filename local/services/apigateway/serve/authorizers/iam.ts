/**
 * IAM authorization: a signed request, and `execute-api:Invoke` in the policies of the role that signed it. As everywhere in the
 * local cloud the signature says who calls and is not verified; keys that stand for no role are the account's root.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
import { AwsError } from '../../../../engine/aws-error.ts';
import type { Engine } from '../../../../engine/engine.ts';
import { iamAuthorizer } from '../../../../engine/http-event/event.ts';
import { header } from '../../../../engine/http-event/request.ts';
import { refusal } from '../answer.ts';
import { type Routed, requestArn } from '../event.ts';
import type { ApiRequest } from '../request.ts';
import type { Authorization } from './caller.ts';

const CREDENTIAL = /^([^/]+)\/\d{8}\/[^/]+\/execute-api\/aws4_request$/;

export function authorizeRole(engine: Engine, routed: Routed): Authorization {
  const accessKey = signedBy(routed.request);
  if (accessKey === undefined)
    return { refused: refusal(403, 'Forbidden', 'The request is not signed for the service execute-api.') };
  const identity = engine.ports.get('identity');
  const principal = identity.principalOf(accessKey);
  try {
    identity.authorize(principal, 'execute-api:Invoke', requestArn(engine, routed));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { refused: refusal(403, 'Forbidden', error.message) };
  }
  const { accountId, arn: userArn, userId } = principal;
  const legacyIdentity = { accessKey, accountId, caller: userId, user: userId, userArn };
  return {
    caller: {
      authorizer: iamAuthorizer(principal, accessKey),
      legacyIdentity,
      variables: Object.fromEntries(Object.entries(legacyIdentity).map(([name, value]) => [`identity.${name}`, value])),
    },
  };
}

/** The access key of the Authorization header or of a presigned address, when they are for this service. */
function signedBy(request: ApiRequest): string | undefined {
  const inHeader = /^AWS4-HMAC-SHA256 .*\bCredential=([^,\s]+)/.exec(header(request, 'authorization') ?? '')?.[1];
  const credential = inHeader ?? request.query['X-Amz-Credential']?.[0] ?? '';
  return CREDENTIAL.exec(credential)?.[1];
}
