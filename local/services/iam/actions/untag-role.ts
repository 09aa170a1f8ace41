/** Takes tags from a role by their keys. https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { roleName } from '../limits.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ RoleName: roleName, TagKeys: z.array(z.string()) });

export const untagRole = (store: IamStore): Action =>
  action({
    name: 'UntagRole',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName, TagKeys }) {
      store.updateRole(RoleName, { tags: store.role(RoleName).tags.filter(({ Key }) => !TagKeys.includes(Key)) });
    },
  });
