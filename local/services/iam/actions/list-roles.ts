/** The roles of the account, in pages. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
import type { ListRolesCommandOutput } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { page, roleShape } from '../shapes.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({
  PathPrefix: z.string().default('/'),
  Marker: z.string().optional(),
  MaxItems: z.coerce.number().int().min(1).max(1000).default(100),
});

export const listRoles = (store: IamStore): Action =>
  action({
    name: 'ListRoles',
    input,
    run({ PathPrefix, Marker, MaxItems }) {
      const { items, ...rest } = page(
        store.roles().filter((role) => role.path.startsWith(PathPrefix)),
        Marker,
        MaxItems,
      );
      return { Roles: items.map(roleShape), ...rest } satisfies Omit<ListRolesCommandOutput, '$metadata'>;
    },
  });
