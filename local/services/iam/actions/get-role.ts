/** What a role is, its trust policy included. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
import type { GetRoleCommandOutput } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { roleName } from '../limits.ts';
import { roleShape } from '../shapes.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ RoleName: roleName });

export const getRole = (store: IamStore): Action =>
  action({
    name: 'GetRole',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName }) {
      return { Role: roleShape(store.role(RoleName)) } satisfies Omit<GetRoleCommandOutput, '$metadata'>;
    },
  });
