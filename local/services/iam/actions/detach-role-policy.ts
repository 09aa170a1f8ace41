/** Takes a managed policy from a role. https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { policyArn, roleName } from '../limits.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ RoleName: roleName, PolicyArn: policyArn });

export const detachRolePolicy = (store: IamStore): Action =>
  action({
    name: 'DetachRolePolicy',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName, PolicyArn }) {
      store.detach(RoleName, PolicyArn);
    },
  });
