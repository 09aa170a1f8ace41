/** All resource policies, in one answer. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeResourcePolicies.html */
import type { DescribeResourcePoliciesCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { ResourcePolicies } from '../resource-policies.ts';

const input = z.strictObject({ limit: z.number().int().optional(), nextToken: z.string().optional() });

export const describeResourcePolicies = (policies: ResourcePolicies): Action =>
  action({
    name: 'DescribeResourcePolicies',
    input,
    run() {
      return { resourcePolicies: policies.all() } satisfies Omit<DescribeResourcePoliciesCommandOutput, '$metadata'>;
    },
  });
