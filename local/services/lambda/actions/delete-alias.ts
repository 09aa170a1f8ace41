/**
 * Deletes an alias. One that is not there is no error.
 * https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { removeAlias } from '../aliases.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { functionName } from '../schemas.ts';

export const deleteAlias = (lambda: Lambda): Action =>
  action({
    name: 'DeleteAlias',
    http: { method: 'DELETE', path: '/2015-03-31/functions/{FunctionName}/aliases/{Name}', status: 204 },
    input: z.strictObject({ FunctionName: functionName, Name: z.string().min(1).max(128) }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, Name }) {
      removeAlias(lambda, parseFunctionName(FunctionName).name, Name);
      await lambda.store.durable();
    },
  });
