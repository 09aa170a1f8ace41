/**
 * Adds a statement to the policy of a function, version or alias.
 * https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
import type { AddPermissionCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { makePermission } from '../permissions.ts';
import { functionName, permissionMembers, qualifier } from '../schemas.ts';

export const addPermission = (lambda: Lambda): Action =>
  action({
    name: 'AddPermission',
    http: {
      method: 'POST',
      path: '/2015-03-31/functions/{FunctionName}/policy',
      query: { Qualifier: 'Qualifier' },
      status: 201,
    },
    input: z.strictObject({ FunctionName: functionName, Qualifier: qualifier.optional(), ...permissionMembers }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, Qualifier, ...permission }) {
      const statement = makePermission(lambda, parseFunctionName(FunctionName, Qualifier), permission);
      await lambda.store.durable();
      return { Statement: JSON.stringify(statement) } satisfies Omit<AddPermissionCommandOutput, '$metadata'>;
    },
  });
