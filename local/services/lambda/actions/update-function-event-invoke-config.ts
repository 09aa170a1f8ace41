/**
 * Changes how asynchronous invokes are retried; what is not given stays.
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html
 */
import type { UpdateFunctionEventInvokeConfigCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { invokeConfiguration, type Wire } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { getInvokeConfig, putInvokeConfig, qualifierOf } from '../invoke-configs.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { functionName, invokeConfigMembers, qualifier } from '../schemas.ts';

export const updateFunctionEventInvokeConfig = (lambda: Lambda): Action =>
  action({
    name: 'UpdateFunctionEventInvokeConfig',
    http: {
      method: 'POST',
      path: '/2019-09-25/functions/{FunctionName}/event-invoke-config',
      query: { Qualifier: 'Qualifier' },
    },
    input: z.strictObject({ FunctionName: functionName, Qualifier: qualifier.optional(), ...invokeConfigMembers }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, Qualifier, ...members }) {
      const asked = parseFunctionName(FunctionName, Qualifier);
      const config = putInvokeConfig(lambda, asked, members, getInvokeConfig(lambda, asked));
      await lambda.store.durable();
      return invokeConfiguration(lambda.engine, asked.name, qualifierOf(asked), config) satisfies Wire<
        Omit<UpdateFunctionEventInvokeConfigCommandOutput, '$metadata'>
      >;
    },
  });
