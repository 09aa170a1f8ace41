/**
 * The identity port: who a key stands for, and what a role may do.
 *
 * 1. A key made by `credentialsFor` is its role; any other key is the account's root, which may do everything.
 * 2. A role that was never created here has no policies to enforce, so nothing is refused to it: functions are often made by
 *    API with a role of another account's name. A role that exists is held to exactly its policies.
 * 3. Policies are compiled once for each state of the roles; which statements concern an action on a resource is remembered.
 * 4. Requests count as made over TLS (`aws:SecureTransport`), as the same template would make them on AWS.
 * Only policies of the role are asked here; those of resources are asked where the resource is.
 */
import { AwsError } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import { type Context, contextOf } from '../../engine/policy/context.ts';
import { parsePolicy } from '../../engine/policy/document.ts';
import { ask, compilePolicy, decide } from '../../engine/policy/policy.ts';
import type { Identity, Principal } from '../../engine/ports.ts';
import { keyOf, sessionOf } from './keys.ts';
import { candidatesOf, remember, rememberPermissions } from './permissions.ts';
import type { IamStore } from './store.ts';

export function createIdentity(engine: Engine, store: IamStore): Identity {
  const root: Principal = {
    accountId: engine.account,
    arn: `arn:aws:iam::${engine.account}:root`,
    userId: engine.account,
  };
  const principals = new Map<string, Principal>();
  const permissions = rememberPermissions(store);
  store.onChange(() => {
    permissions.forget();
    principals.clear();
  });

  function principalOf(accessKeyId: string | undefined): Principal {
    if (!accessKeyId) return root;
    const known = principals.get(accessKeyId);
    if (known) return known;
    const named = sessionOf(accessKeyId);
    const principal = named ? principalFor(named.roleArn, named.session) : root;
    remember(principals, accessKeyId, principal);
    return principal;
  }

  function principalFor(roleArn: string, session: string): Principal {
    const accountId = roleArn.split(':')[4] || engine.account;
    const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    return {
      accountId,
      arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`,
      userId: `${store.roleByArn(roleArn)?.id ?? 'AROALOCALROLEUNKNOWN0'}:${session}`,
      roleArn,
    };
  }

  return {
    credentialsFor: (roleArn, session) => ({
      accessKeyId: keyOf({ roleArn, session }),
      secretAccessKey: 'local',
      sessionToken: 'local',
    }),
    isBare(roleArn) {
      const held = permissions.of(roleArn);
      return held !== undefined && held.policies.length === 0 && held.boundary === undefined;
    },
    principalOf,
    authorize(principal, action, resource, context = {}) {
      const { decision, policy } = verdict(engine, permissions, principal, [action, resource], context);
      if (decision !== 'allowed') throw accessDenied(principal, action, resource, decision, policy);
    },
    decide: (principal, action, resource, context = {}) =>
      verdict(engine, permissions, principal, [action, resource], context).decision,
    authorizeAssume(caller, roleArn, context = {}) {
      const role = store.roleByArn(roleArn);
      if (!role) return;
      const trust = compilePolicy(parsePolicy(role.trust, 'trust'));
      const known = contextOf(context, 'service' in caller ? undefined : commonContext(engine, caller));
      if (ask(trust, caller, 'sts:AssumeRole', roleArn, known) === 'allowed') return;
      throw denied(
        `${subject('service' in caller ? caller.service : caller.arn, 'sts:AssumeRole')} on resource: ${roleArn}`,
      );
    },
  };
}

/** What is decided, and by which kind of policy. */
function verdict(
  engine: Engine,
  permissions: ReturnType<typeof rememberPermissions>,
  principal: Principal,
  [action, resource]: readonly [action: string, resource: string],
  context: Readonly<Record<string, string | readonly string[]>>,
) {
  const held = principal.roleArn && permissions.of(principal.roleArn);
  if (!held) return { decision: 'allowed', policy: 'an identity-based policy' } as const;
  const { allowing, bounding } = candidatesOf(held, action, resource);
  const known = contextOf(context, commonContext(engine, principal));
  const decision = decide(allowing, known);
  if (decision !== 'allowed' || !bounding) return { decision, policy: 'an identity-based policy' } as const;
  return { decision: decide(bounding, known), policy: 'a permissions boundary' } as const;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function commonContext(engine: Engine, principal: Principal): Context {
  const values: Readonly<Record<string, () => string | undefined>> = {
    'aws:principalarn': () => principal.roleArn ?? principal.arn,
    'aws:principalaccount': () => principal.accountId,
    'aws:principaltype': () => (principal.roleArn ? 'AssumedRole' : 'Account'),
    'aws:userid': () => principal.userId,
    'aws:currenttime': () => new Date(engine.clock.now()).toISOString(),
    'aws:epochtime': () => String(Math.floor(engine.clock.now() / 1000)),
    'aws:securetransport': () => 'true',
    'aws:requestedregion': () => engine.region,
    'aws:resourceaccount': () => engine.account,
    'aws:sourceip': () => '127.0.0.1',
    'aws:principalisawsservice': () => 'false',
    'aws:viaawsservice': () => 'false',
  };
  return (key) => values[key]?.();
}

const subject = (who: string, action: string): string => `User: ${who} is not authorized to perform: ${action}`;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function accessDenied(
  principal: Principal,
  action: string,
  resource: string,
  decision: 'denied' | 'unmentioned',
  policy: 'an identity-based policy' | 'a permissions boundary',
): AwsError {
  const why =
    decision === 'denied'
      ? `with an explicit deny in ${policy}`
      : `because no ${policy.slice(policy.indexOf(' ') + 1)} allows the ${action} action`;
  return denied(`${subject(principal.arn, action)} on resource: ${resource} ${why}`);
}

/** JSON protocols say AccessDeniedException, the query protocol AccessDenied. */
const denied = (message: string): AwsError =>
  new AwsError('AccessDeniedException', message, { status: 403, queryCode: 'AccessDenied' });
