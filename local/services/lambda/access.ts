/** Who may: what a function's role may do elsewhere, and who may invoke a function. */

import { parseArn, resourceName } from '../../engine/arn.ts';
import { AwsError, unsupported } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Context } from '../../engine/policy/context.ts';
import { parsePolicy } from '../../engine/policy/document.ts';
import { ask, compilePolicy, type Decision, type Policy } from '../../engine/policy/policy.ts';
import type { Caller } from '../../engine/policy/principals.ts';
import type { Delivery, Principal } from '../../engine/ports.ts';
import type { FunctionVersion, PolicyStatement } from './model.ts';
import { invalidValue } from './names.ts';
import type { Resolved } from './store.ts';

/** A function as a caller of other services: its role, in a session of the function's name. */
function roleSession(engine: Engine, role: string, functionName: string): Principal {
  const arn = `arn:aws:sts::${engine.account}:assumed-role/${resourceName(role)}/${functionName}`;
  return { accountId: engine.account, arn, userId: `AROALOCAL:${functionName}`, roleArn: role };
}

/** Throws AccessDeniedException unless the function's role allows the action. */
export const checkRole = (engine: Engine, { role, name }: FunctionVersion, action: string, resource: string): void =>
  engine.ports.get('identity').authorize(roleSession(engine, role, name), action, resource);

/** What a delivery needs, by the service of its target. */
const DELIVERY_ACTIONS: Readonly<Record<string, string>> = {
  sqs: 'sqs:SendMessage',
  sns: 'sns:Publish',
  lambda: 'lambda:InvokeFunction',
  events: 'events:PutEvents',
};

/** Throws unless there is such a target and the function's role may deliver to it. */
export function checkDestination(engine: Engine, version: FunctionVersion, destination: string): void {
  engine.ports.target(destination);
  const action = DELIVERY_ACTIONS[parseArn(destination)?.service ?? ''];
  if (action === undefined) throw unsupported(`A delivery of Lambda to ${destination}`);
  checkRole(engine, version, action, destination);
}

/** The same when it is configured, in AWS's words. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
export function checkConfiguredDestination(engine: Engine, version: FunctionVersion, destination: string): void {
  try {
    checkDestination(engine, version, destination);
  } catch (cause) {
    if (!(cause instanceof AwsError) || cause.code !== 'AccessDeniedException') throw cause;
    const action = DELIVERY_ACTIONS[parseArn(destination)?.service ?? '']?.split(':')[1];
    throw invalidValue(`The function's execution role does not have permissions to call ${action} on ${destination}`);
  }
}

/** Compiled once for each list of statements, which is replaced when it changes. */
const compiled = new WeakMap<readonly PolicyStatement[], Policy>();

function policyOf(statements: readonly PolicyStatement[]): Policy {
  const known = compiled.get(statements);
  if (known) return known;
  const policy = compilePolicy(parsePolicy({ Version: '2012-10-17', Statement: statements }, 'resource'));
  compiled.set(statements, policy);
  return policy;
}

/** What the policy of a function, or of one of its qualifiers, says. */
export function askPolicy(
  { fn, invokedArn }: Resolved,
  qualifier: string | undefined,
  caller: Caller,
  action: string,
  context: Context,
): Decision {
  const statements = fn.policies[qualifier ?? '$LATEST'] ?? [];
  return statements.length > 0 ? ask(policyOf(statements), caller, action, invokedArn, context) : 'unmentioned';
}

/**
 * Throws AccessDeniedException unless the function's policy lets a service invoke it. A service that comes with a role has
 * been checked already. https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
export function checkInvoke(
  engine: Engine,
  target: Resolved,
  qualifier: string | undefined,
  { principal, arn, roleArn }: Delivery['source'],
): void {
  if (roleArn !== undefined) return;
  const context: Context = (key) => {
    if (key === 'aws:sourcearn') return arn;
    if (key === 'aws:sourceaccount') return engine.account;
    if (key === 'aws:principalservicename') return principal;
    return undefined;
  };
  if (askPolicy(target, qualifier, { service: principal }, 'lambda:InvokeFunction', context) === 'allowed') return;
  throw new AwsError(
    'AccessDeniedException',
    `${principal} may not invoke ${target.invokedArn} for ${arn}: the function's policy does not allow it lambda:InvokeFunction. Add a permission (AddPermission, AWS::Lambda::Permission) for that principal and, as SourceArn, this ARN.`,
    { status: 403 },
  );
}
