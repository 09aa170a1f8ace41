/** Replaces the trust policy of a role. https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { roleName } from '../limits.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ RoleName: roleName, PolicyDocument: z.string() });

export const updateAssumeRolePolicy = (store: IamStore): Action =>
  action({
    name: 'UpdateAssumeRolePolicy',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName, PolicyDocument }) {
      store.updateRole(RoleName, { trust: PolicyDocument });
    },
  });
