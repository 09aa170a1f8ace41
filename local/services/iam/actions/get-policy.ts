/** What a managed policy is, and how many roles have it. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html */
import type { GetPolicyCommandOutput } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { noSuch } from '../errors.ts';
import { policyArn } from '../limits.ts';
import { policyShape } from '../shapes.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ PolicyArn: policyArn });

export const getPolicy = (store: IamStore): Action =>
  action({
    name: 'GetPolicy',
    input,
    resource: ({ PolicyArn }) => PolicyArn,
    run({ PolicyArn }) {
      const policy = store.findPolicy(PolicyArn);
      if (!policy) throw noSuch(`Policy ${PolicyArn} was not found.`);
      return {
        Policy: policyShape(policy, store.roles().filter(({ attached }) => attached.includes(PolicyArn)).length),
      } satisfies Omit<GetPolicyCommandOutput, '$metadata'>;
    },
  });
