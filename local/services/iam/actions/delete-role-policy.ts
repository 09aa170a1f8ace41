/** Takes an inline policy from a role. https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { policyName, roleName } from '../limits.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ RoleName: roleName, PolicyName: policyName });

export const deleteRolePolicy = (store: IamStore): Action =>
  action({
    name: 'DeleteRolePolicy',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName, PolicyName }) {
      store.deleteInline(RoleName, PolicyName);
    },
  });
