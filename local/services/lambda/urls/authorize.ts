/**
 * Who may call a function's URL. Both permissions are needed, for the URL and for the function behind it, since October 2025.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
import { AwsError } from '../../../engine/aws-error.ts';
import { credentialScope } from '../../../engine/credential-scope.ts';
import type { Engine } from '../../../engine/engine.ts';
import { contextOf } from '../../../engine/policy/context.ts';
import type { RawRequest } from '../../../engine/service.ts';
import { askPolicy } from '../access.ts';
import type { UrlConfig } from '../model.ts';
import type { Resolved } from '../store.ts';
import type { Signer } from './event.ts';

const forbidden = (cause?: unknown): AwsError =>
  new AwsError(
    'AccessDeniedException',
    'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
    { status: 403, cause },
  );

const NEEDED = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'] as const;

/** Who signed, for a URL that asks for it. Throws AccessDeniedException. */
export function authorizeUrl(
  engine: Engine,
  url: UrlConfig,
  target: Resolved,
  qualifier: string | undefined,
  raw: RawRequest,
): Signer | undefined {
  const conditions = { 'lambda:FunctionUrlAuthType': url.authType, 'lambda:InvokedViaFunctionUrl': 'true' };
  const context = contextOf(conditions);
  if (url.authType === 'NONE') {
    const anyone = { arn: 'anonymous', accountId: 'anonymous' };
    for (const action of NEEDED)
      if (askPolicy(target, qualifier, anyone, action, context) !== 'allowed') throw forbidden();
    return undefined;
  }
  const accessKeyId = signingKey(raw);
  if (accessKeyId === undefined) throw forbidden();
  const identity = engine.ports.get('identity');
  const principal = identity.principalOf(accessKeyId);
  for (const action of NEEDED) {
    const said = askPolicy(target, qualifier, principal, action, context);
    if (said === 'denied') throw forbidden();
    try {
      if (principal.roleArn !== undefined) identity.authorize(principal, action, target.invokedArn, conditions);
    } catch (error) {
      // In one account the function's policy alone is enough, unless a policy of the role says no.
      if (!(error instanceof AwsError) || said !== 'allowed' || error.message.includes('explicit deny'))
        throw forbidden(error);
    }
  }
  return { accessKeyId, principal };
}

/** They must be made for Lambda. */
function signingKey({ request, url }: RawRequest): string | undefined {
  const { accessKeyId, signingName } = credentialScope(request.headers, url.searchParams);
  return signingName === 'lambda' ? accessKeyId : undefined;
}
