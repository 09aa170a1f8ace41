/** Keeps a resource policy, which has no effect here. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html */
import type { PutResourcePolicyCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { ResourcePolicies } from '../resource-policies.ts';

const input = z.strictObject({ policyName: z.string().min(1).max(255), policyDocument: z.string().min(1).max(5120) });

export const putResourcePolicy = (policies: ResourcePolicies): Action =>
  action({
    name: 'PutResourcePolicy',
    input,
    run({ policyName, policyDocument }) {
      return { resourcePolicy: policies.put(policyName, policyDocument) } satisfies Omit<
        PutResourcePolicyCommandOutput,
        '$metadata'
      >;
    },
  });
