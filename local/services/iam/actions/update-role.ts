/** Changes description and longest session of a role. https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { roleName, sessionDuration } from '../limits.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({
  RoleName: roleName,
  Description: z.string().max(1000).optional(),
  MaxSessionDuration: sessionDuration.optional(),
});

export const updateRole = (store: IamStore): Action =>
  action({
    name: 'UpdateRole',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName, Description, MaxSessionDuration }) {
      store.updateRole(RoleName, {
        ...(Description !== undefined && { description: Description }),
        ...(MaxSessionDuration !== undefined && { maxSessionS: MaxSessionDuration }),
      });
      return {};
    },
  });
