/**
 * The role that an integration or an authorizer is given as its credentials: API Gateway takes it, and its policies decide.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services.html
 */
import type { Engine } from '../../../engine/engine.ts';
import type { Credentials } from '../../../engine/ports.ts';

const SERVICE = 'apigateway.amazonaws.com';
const SESSION = 'BackplaneAssumeRoleSession';

/** Keys of the role. Throws AccessDenied unless API Gateway may take it. */
export function takeRole(engine: Engine, roleArn: string): Credentials {
  const identity = engine.ports.get('identity');
  identity.authorizeAssume({ service: SERVICE }, roleArn);
  return identity.credentialsFor(roleArn, SESSION);
}

/** Throws AccessDenied unless API Gateway may take the role and the role may do it. */
export function actAs(engine: Engine, roleArn: string, action: string, resource: string): void {
  const identity = engine.ports.get('identity');
  identity.authorize(identity.principalOf(takeRole(engine, roleArn).accessKeyId), action, resource);
}
