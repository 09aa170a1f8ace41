/** AWS Identity and Access Management: roles, their policies, and the identity port that holds callers to them. */
import type * as z from 'zod';
import { AwsError } from '../../engine/aws-error.ts';
import { durably } from '../../engine/durably.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { iamActions } from './actions.ts';
import { createIdentity } from './identity.ts';
import { inspectIam } from './inspect.ts';
import { managedPolicy } from './resources/managed-policy.ts';
import { policy } from './resources/policy.ts';
import { role } from './resources/role.ts';
import { rolePolicy } from './resources/role-policy.ts';
import { openIamStore } from './store.ts';

export function createIam(engine: Engine): Service {
  const store = openIamStore(engine);
  engine.ports.offer('identity', createIdentity(engine, store));
  return {
    name: 'iam',
    protocols: [{ kind: 'query', version: '2010-05-08', xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/' }],
    actions: durably(engine, iamActions(store)),
    resources: [role(engine, store), policy(engine, store), rolePolicy(engine, store), managedPolicy(engine, store)],
    invalidInput,
    inspect: () => inspectIam(store),
  };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html (ValidationError) */
function invalidInput(error: z.ZodError, action: string): AwsError {
  const [issue] = error.issues;
  return new AwsError(
    'ValidationError',
    `${action}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not valid'}`,
  );
}
