/**
 * Takes the URL of a function or an alias away.
 * https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionUrlConfig.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { aliasQualifier, functionName } from '../schemas.ts';
import { removeUrl } from '../urls/config.ts';

export const deleteFunctionUrlConfig = (lambda: Lambda): Action =>
  action({
    name: 'DeleteFunctionUrlConfig',
    http: {
      method: 'DELETE',
      path: '/2021-10-31/functions/{FunctionName}/url',
      query: { Qualifier: 'Qualifier' },
      status: 204,
    },
    input: z.strictObject({ FunctionName: functionName, Qualifier: aliasQualifier.optional() }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, Qualifier }) {
      removeUrl(lambda, parseFunctionName(FunctionName, Qualifier));
      await lambda.store.durable();
    },
  });
