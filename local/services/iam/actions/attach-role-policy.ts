/** Gives a role a managed policy, of the account or of AWS. https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { policyArn, roleName } from '../limits.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ RoleName: roleName, PolicyArn: policyArn });

export const attachRolePolicy = (store: IamStore): Action =>
  action({
    name: 'AttachRolePolicy',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName, PolicyArn }) {
      store.attach(RoleName, PolicyArn);
    },
  });
