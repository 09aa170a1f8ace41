/** The document of an inline policy of a role. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
import type { GetRolePolicyCommandOutput } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { policyName, roleName } from '../limits.ts';
import { encoded } from '../shapes.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ RoleName: roleName, PolicyName: policyName });

export const getRolePolicy = (store: IamStore): Action =>
  action({
    name: 'GetRolePolicy',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName, PolicyName }) {
      return { RoleName, PolicyName, PolicyDocument: encoded(store.inlineOf(RoleName, PolicyName)) } satisfies Omit<
        GetRolePolicyCommandOutput,
        '$metadata'
      >;
    },
  });
