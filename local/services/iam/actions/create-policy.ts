/** Makes a managed policy of the account. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
import type { CreatePolicyCommandOutput } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { path, policyName, tags } from '../limits.ts';
import { policyShape } from '../shapes.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({
  PolicyName: policyName,
  PolicyDocument: z.string(),
  Path: path.default('/'),
  Description: z.string().max(1000).optional(),
  Tags: tags.default([]),
});

export const createPolicy = (store: IamStore): Action =>
  action({
    name: 'CreatePolicy',
    input,
    run({ PolicyName, PolicyDocument, Path, Description, Tags }) {
      const policy = store.createPolicy({
        name: PolicyName,
        document: PolicyDocument,
        path: Path,
        tags: Tags,
        ...(Description !== undefined && { description: Description }),
      });
      return { Policy: policyShape(policy, 0) } satisfies Omit<CreatePolicyCommandOutput, '$metadata'>;
    },
  });
