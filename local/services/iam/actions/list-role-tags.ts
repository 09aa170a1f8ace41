/** The tags of a role, all in one answer. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html */
import type { ListRoleTagsCommandOutput } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { roleName } from '../limits.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({ RoleName: roleName });

export const listRoleTags = (store: IamStore): Action =>
  action({
    name: 'ListRoleTags',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName }) {
      return { Tags: [...store.role(RoleName).tags], IsTruncated: false } satisfies Omit<
        ListRoleTagsCommandOutput,
        '$metadata'
      >;
    },
  });
