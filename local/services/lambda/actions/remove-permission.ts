/**
 * Removes a statement from the policy of a function, version or alias.
 * https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { dropPermission } from '../permissions.ts';
import { functionName, qualifier } from '../schemas.ts';

export const removePermission = (lambda: Lambda): Action =>
  action({
    name: 'RemovePermission',
    http: {
      method: 'DELETE',
      path: '/2015-03-31/functions/{FunctionName}/policy/{StatementId}',
      query: { Qualifier: 'Qualifier' },
      status: 204,
    },
    input: z.strictObject({
      FunctionName: functionName,
      StatementId: z.string(),
      Qualifier: qualifier.optional(),
    }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, StatementId, Qualifier }) {
      dropPermission(lambda, parseFunctionName(FunctionName, Qualifier), StatementId);
      await lambda.store.durable();
    },
  });
