/** Gives keys that stand for a role, if its trust policy lets the caller. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
import type { AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type Action, action } from '../../../engine/service.ts';

const LONGEST_SESSION_S = 43_200;
const DEFAULT_SESSION_S = 3_600;

const input = z.strictObject({
  RoleArn: z.string().regex(/^arn:[\w-]+:iam::\d{12}:role\/.+/, 'is not the ARN of a role'),
  RoleSessionName: z.string().min(2).max(64),
  DurationSeconds: z.coerce.number().int().min(900).max(LONGEST_SESSION_S).default(DEFAULT_SESSION_S),
  ExternalId: z.string().optional(),
});

export const assumeRole = (engine: Engine): Action =>
  action({
    name: 'AssumeRole',
    input,
    resource: ({ RoleArn }) => RoleArn,
    run({ RoleArn, RoleSessionName, DurationSeconds, ExternalId }, { principal }) {
      const identity = engine.ports.get('identity');
      identity.authorizeAssume(principal, RoleArn, ExternalId === undefined ? {} : { 'sts:ExternalId': ExternalId });
      const keys = identity.credentialsFor(RoleArn, RoleSessionName);
      const session = identity.principalOf(keys.accessKeyId);
      return {
        Credentials: {
          AccessKeyId: keys.accessKeyId,
          SecretAccessKey: keys.secretAccessKey,
          SessionToken: keys.sessionToken,
          Expiration: new Date(engine.clock.now() + DurationSeconds * 1000),
        },
        AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
      } satisfies Omit<AssumeRoleCommandOutput, '$metadata'>;
    },
  });
