/**
 * Tells how asynchronous invokes of a qualifier are retried.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html
 */
import type { GetFunctionEventInvokeConfigCommandOutput } from '@aws-sdk/client-lambda';
import { type Action, action } from '../../../engine/service.ts';
import { invokeConfiguration, type Wire } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { getInvokeConfig, qualifierOf } from '../invoke-configs.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { named } from '../schemas.ts';

export const getFunctionEventInvokeConfig = (lambda: Lambda): Action =>
  action({
    name: 'GetFunctionEventInvokeConfig',
    http: {
      method: 'GET',
      path: '/2019-09-25/functions/{FunctionName}/event-invoke-config',
      query: { Qualifier: 'Qualifier' },
    },
    input: named,
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    run({ FunctionName, Qualifier }) {
      const asked = parseFunctionName(FunctionName, Qualifier);
      const config = getInvokeConfig(lambda, asked);
      return invokeConfiguration(lambda.engine, asked.name, qualifierOf(asked), config) satisfies Wire<
        Omit<GetFunctionEventInvokeConfigCommandOutput, '$metadata'>
      >;
    },
  });
