/** Forgets a resource policy. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteResourcePolicy.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { ResourcePolicies } from '../resource-policies.ts';

const input = z.strictObject({ policyName: z.string() });

export const deleteResourcePolicy = (policies: ResourcePolicies): Action =>
  action({
    name: 'DeleteResourcePolicy',
    input,
    run({ policyName }) {
      policies.remove(policyName);
    },
  });
