/**
 * Who may do what in S3: a role by its own policies or by the bucket's, anybody by the bucket's alone.
 *
 * 1. A denial wins, wherever it stands; in the bucket's policy it holds for the account's root too, which can always read,
 *    replace and delete that policy.
 * 2. A request without a signature is allowed by a bucket's policy alone, and only where public access is not blocked.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-policy-language-overview.html
 */
import type { Engine } from '../../../engine/engine.ts';
import { type Context, contextOf } from '../../../engine/policy/context.ts';
import { parsePolicy } from '../../../engine/policy/document.ts';
import { ask, compilePolicy, type Policy } from '../../../engine/policy/policy.ts';
import type { Principal } from '../../../engine/ports.ts';
import type { Permission } from '../../../engine/service.ts';
import { accessDenied } from '../errors.ts';
import { publicAccessBlockOf } from '../buckets/public-access.ts';
import type { Bucket } from '../model.ts';
import type { S3Store } from '../store.ts';

const ALWAYS_ROOTS: ReadonlySet<string> = new Set(['GetBucketPolicy', 'PutBucketPolicy', 'DeleteBucketPolicy']);
const ANONYMOUS = { arn: 'anonymous', accountId: 'anonymous' };

export interface Access {
  /** Throws AccessDenied. */
  authorize(principal: Principal | undefined, permission: Permission): void;
}

export function createAccess(engine: Engine, store: S3Store): Access {
  const compiled = new WeakMap<Bucket, Policy>();
  function policyOf(bucket: Bucket | undefined): Policy | undefined {
    if (bucket?.policy === undefined) return undefined;
    const known = compiled.get(bucket) ?? compilePolicy(parsePolicy(bucket.policy, 'resource'));
    compiled.set(bucket, known);
    return known;
  }
  return {
    authorize(principal, { action = '', resource, conditions = {} }) {
      const name = `s3:${action}`;
      const bucket = store.buckets.get(resource.split(':::')[1]?.split('/')[0] ?? '');
      const policy = policyOf(bucket);
      const known = contextOf(conditions, common(engine, principal));
      const said = policy ? ask(policy, principal ?? ANONYMOUS, name, resource, known) : 'unmentioned';
      if (!principal) {
        const restricted = bucket && publicAccessBlockOf(bucket).RestrictPublicBuckets === 'true';
        if (said === 'allowed' && !restricted) return;
        throw accessDenied();
      }
      const who = `User: ${principal.arn} is not authorized to perform: ${name} on resource: "${resource}"`;
      const isRoot = principal.roleArn === undefined;
      if (said === 'denied' && !(isRoot && ALWAYS_ROOTS.has(action)))
        throw accessDenied(`${who} with an explicit deny in a resource-based policy`);
      const own = engine.ports.get('identity').decide(principal, name, resource, conditions);
      if (own === 'denied') throw accessDenied(`${who} with an explicit deny in an identity-based policy`);
      if (own === 'unmentioned' && said !== 'allowed')
        throw accessDenied(`${who} because no identity-based policy allows the ${name} action`);
    },
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html; requests count as made over TLS. */
const common = (engine: Engine, principal: Principal | undefined): Context =>
  contextOf({
    'aws:securetransport': 'true',
    'aws:sourceip': '127.0.0.1',
    'aws:currenttime': new Date(engine.clock.now()).toISOString(),
    'aws:epochtime': String(Math.floor(engine.clock.now() / 1000)),
    'aws:principalarn': principal && (principal.roleArn ?? principal.arn),
    'aws:principalaccount': principal?.accountId,
    'aws:principaltype': principal ? (principal.roleArn ? 'AssumedRole' : 'Account') : 'Anonymous',
    'aws:userid': principal?.userId,
    'aws:requestedregion': engine.region,
    'aws:resourceaccount': engine.account,
    'aws:principalisawsservice': 'false',
    'aws:viaawsservice': 'false',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:tlsversion': '1.3',
  });
