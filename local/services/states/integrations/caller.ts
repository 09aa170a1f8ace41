/**
 * In whose name a task calls: the role of the execution. A role that was given no policy at all is taken for a stand-in and
 * nothing is refused to it; on AWS it could call nothing.
 */
import type { TaskCall } from './contract.ts';

/** Access key that stands for the role; `root` is any key that does not. */
export function callerKey({ states, execution }: TaskCall): string {
  const identity = states.engine.ports.get('identity');
  return identity.isBare(execution.roleArn)
    ? 'root'
    : identity.credentialsFor(execution.roleArn, execution.name).accessKeyId;
}

/** Throws AWS's AccessDenied when the role may not. */
export function authorizeCaller(call: TaskCall, action: string, resource: string): void {
  const identity = call.states.engine.ports.get('identity');
  identity.authorize(identity.principalOf(callerKey(call)), action, resource);
}
