/**
 * Sets how asynchronous invokes are retried; what is not given is forgotten.
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
 */
import type { PutFunctionEventInvokeConfigCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { invokeConfiguration, type Wire } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { putInvokeConfig, qualifierOf } from '../invoke-configs.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { functionName, invokeConfigMembers, qualifier } from '../schemas.ts';

export const putFunctionEventInvokeConfig = (lambda: Lambda): Action =>
  action({
    name: 'PutFunctionEventInvokeConfig',
    http: {
      method: 'PUT',
      path: '/2019-09-25/functions/{FunctionName}/event-invoke-config',
      query: { Qualifier: 'Qualifier' },
    },
    input: z.strictObject({ FunctionName: functionName, Qualifier: qualifier.optional(), ...invokeConfigMembers }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, Qualifier, ...members }) {
      const asked = parseFunctionName(FunctionName, Qualifier);
      const config = putInvokeConfig(lambda, asked, members);
      await lambda.store.durable();
      return invokeConfiguration(lambda.engine, asked.name, qualifierOf(asked), config) satisfies Wire<
        Omit<PutFunctionEventInvokeConfigCommandOutput, '$metadata'>
      >;
    },
  });
