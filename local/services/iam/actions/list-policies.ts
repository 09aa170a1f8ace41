/** The account's managed policies, in pages; AWS's own are not listed. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html */
import type { ListPoliciesCommandOutput } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { page, policyShape } from '../shapes.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({
  Scope: z.enum(['All', 'Local']).default('All'),
  OnlyAttached: z.enum(['true', 'false']).default('false'),
  PathPrefix: z.string().default('/'),
  Marker: z.string().optional(),
  MaxItems: z.coerce.number().int().min(1).max(1000).default(100),
});

export const listPolicies = (store: IamStore): Action =>
  action({
    name: 'ListPolicies',
    input,
    run({ OnlyAttached, PathPrefix, Marker, MaxItems }) {
      const used = (arn: string) => store.roles().filter(({ attached }) => attached.includes(arn)).length;
      const found = store
        .policies()
        .filter(({ path, arn }) => path.startsWith(PathPrefix) && (OnlyAttached === 'false' || used(arn) > 0));
      const { items, ...rest } = page(found, Marker, MaxItems);
      return { Policies: items.map((policy) => policyShape(policy, used(policy.arn))), ...rest } satisfies Omit<
        ListPoliciesCommandOutput,
        '$metadata'
      >;
    },
  });
