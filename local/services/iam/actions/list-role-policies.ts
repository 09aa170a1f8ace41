/** The names of the inline policies of a role, in pages. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html */
import type { ListRolePoliciesCommandOutput } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { roleName } from '../limits.ts';
import { page } from '../shapes.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({
  RoleName: roleName,
  Marker: z.string().optional(),
  MaxItems: z.coerce.number().int().min(1).max(1000).default(100),
});

export const listRolePolicies = (store: IamStore): Action =>
  action({
    name: 'ListRolePolicies',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName, Marker, MaxItems }) {
      const { items, ...rest } = page(Object.keys(store.role(RoleName).inline), Marker, MaxItems);
      return { PolicyNames: items, ...rest } satisfies Omit<ListRolePoliciesCommandOutput, '$metadata'>;
    },
  });
