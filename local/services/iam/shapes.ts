/** How roles and policies look in answers. https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html */
import type { Policy as PolicyShape, Role as RoleShape } from '@aws-sdk/client-iam';
import type { ManagedPolicy, Role } from './store.ts';

/** Documents travel percent-encoded (RFC 3986). */
export const encoded = (document: string): string => encodeURIComponent(document);

export const roleShape = (role: Role): RoleShape => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: new Date(role.createdMs),
  AssumeRolePolicyDocument: encoded(role.trust),
  MaxSessionDuration: role.maxSessionS,
  ...(role.description !== undefined && { Description: role.description }),
  ...(role.tags.length > 0 && { Tags: [...role.tags] }),
  ...(role.boundary !== undefined && {
    PermissionsBoundary: {
      PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const,
      PermissionsBoundaryArn: role.boundary,
    },
  }),
});

export const policyShape = (policy: ManagedPolicy, attachments: number): PolicyShape => ({
  PolicyName: policy.name,
  PolicyId: policy.id,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: `v${policy.version}`,
  AttachmentCount: attachments,
  PermissionsBoundaryUsageCount: 0,
  IsAttachable: true,
  CreateDate: new Date(policy.createdMs),
  UpdateDate: new Date(policy.updatedMs),
  ...(policy.description !== undefined && { Description: policy.description }),
  ...(policy.tags.length > 0 && { Tags: [...policy.tags] }),
});

/** One page of a list: the marker is the position behind the page. */
export function page<T>(all: readonly T[], marker: string | undefined, size: number) {
  const from = Number(marker ?? 0) || 0;
  const more = all.length > from + size;
  return { items: all.slice(from, from + size), IsTruncated: more, ...(more && { Marker: String(from + size) }) };
}
