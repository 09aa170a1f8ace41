/** The managed policies of a role, in pages. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html */
import type { ListAttachedRolePoliciesCommandOutput } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { roleName } from '../limits.ts';
import { page } from '../shapes.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({
  RoleName: roleName,
  PathPrefix: z.string().default('/'),
  Marker: z.string().optional(),
  MaxItems: z.coerce.number().int().min(1).max(1000).default(100),
});

export const listAttachedRolePolicies = (store: IamStore): Action =>
  action({
    name: 'ListAttachedRolePolicies',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName, PathPrefix, Marker, MaxItems }) {
      const attached = store
        .role(RoleName)
        .attached.filter((arn) => arn.slice(arn.indexOf(':policy/') + ':policy'.length).startsWith(PathPrefix));
      const { items, ...rest } = page(attached, Marker, MaxItems);
      return {
        AttachedPolicies: items.map((arn) => ({ PolicyArn: arn, PolicyName: arn.slice(arn.lastIndexOf('/') + 1) })),
        ...rest,
      } satisfies Omit<ListAttachedRolePoliciesCommandOutput, '$metadata'>;
    },
  });
