/** Adds tags to a role, replacing those of the same keys. https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { roleName, tags } from '../limits.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ RoleName: roleName, Tags: tags });

export const tagRole = (store: IamStore): Action =>
  action({
    name: 'TagRole',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName, Tags }) {
      const kept = store.role(RoleName).tags.filter(({ Key }) => !Tags.some((tag) => tag.Key === Key));
      store.updateRole(RoleName, { tags: [...kept, ...Tags] });
    },
  });
