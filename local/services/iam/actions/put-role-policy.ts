/** Gives a role an inline policy, or replaces it. https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { policyName, roleName } from '../limits.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ RoleName: roleName, PolicyName: policyName, PolicyDocument: z.string() });

export const putRolePolicy = (store: IamStore): Action =>
  action({
    name: 'PutRolePolicy',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName, PolicyName, PolicyDocument }) {
      store.putInline(RoleName, PolicyName, PolicyDocument);
    },
  });
