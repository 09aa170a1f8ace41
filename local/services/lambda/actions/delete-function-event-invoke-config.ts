/**
 * Forgets how asynchronous invokes of a qualifier are retried.
 * https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html
 */
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { removeInvokeConfig } from '../invoke-configs.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { named } from '../schemas.ts';

export const deleteFunctionEventInvokeConfig = (lambda: Lambda): Action =>
  action({
    name: 'DeleteFunctionEventInvokeConfig',
    http: {
      method: 'DELETE',
      path: '/2019-09-25/functions/{FunctionName}/event-invoke-config',
      query: { Qualifier: 'Qualifier' },
      status: 204,
    },
    input: named,
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, Qualifier }) {
      removeInvokeConfig(lambda, parseFunctionName(FunctionName, Qualifier));
      await lambda.store.durable();
    },
  });
