/** Removes a role that has no policies left. https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { roleName } from '../limits.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ RoleName: roleName });

export const deleteRole = (store: IamStore): Action =>
  action({
    name: 'DeleteRole',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName }) {
      store.deleteRole(RoleName);
    },
  });
