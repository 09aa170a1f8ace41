/** Makes a role, with its trust policy and without permissions. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
import type { CreateRoleCommandOutput } from '@aws-sdk/client-iam';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { path, policyArn, roleName, sessionDuration, tags } from '../limits.ts';
import { roleShape } from '../shapes.ts';
import type { IamStore } from '../store.ts';

const input = z.strictObject({
  RoleName: roleName,
  AssumeRolePolicyDocument: z.string(),
  Path: path.default('/'),
  Description: z.string().max(1000).optional(),
  MaxSessionDuration: sessionDuration.default(3600),
  PermissionsBoundary: policyArn.optional(),
  Tags: tags.default([]),
});

export const createRole = (store: IamStore): Action =>
  action({
    name: 'CreateRole',
    input,
    resource: ({ RoleName }) => store.arnOf(RoleName),
    run({ RoleName, AssumeRolePolicyDocument, Path, Description, MaxSessionDuration, PermissionsBoundary, Tags }) {
      const role = store.createRole({
        name: RoleName,
        trust: AssumeRolePolicyDocument,
        path: Path,
        maxSessionS: MaxSessionDuration,
        tags: Tags,
        ...(Description !== undefined && { description: Description }),
        ...(PermissionsBoundary !== undefined && { boundary: PermissionsBoundary }),
      });
      return { Role: roleShape(role) } satisfies Omit<CreateRoleCommandOutput, '$metadata'>;
    },
  });
