/**
 * Lists how the qualifiers of a function are retried, whole.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionEventInvokeConfigs.html
 */
import type { ListFunctionEventInvokeConfigsCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { invokeConfiguration, type ListOf } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { functionName, paging } from '../schemas.ts';

export const listFunctionEventInvokeConfigs = (lambda: Lambda): Action =>
  action({
    name: 'ListFunctionEventInvokeConfigs',
    http: {
      method: 'GET',
      path: '/2019-09-25/functions/{FunctionName}/event-invoke-config/list',
      query: { Marker: 'Marker', MaxItems: 'MaxItems' },
    },
    input: z.strictObject({ FunctionName: functionName, ...paging }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    run({ FunctionName }) {
      const { name } = parseFunctionName(FunctionName);
      const { invokeConfigs } = lambda.store.get(name);
      return {
        FunctionEventInvokeConfigs: Object.entries(invokeConfigs).map(([qualifier, config]) =>
          invokeConfiguration(lambda.engine, name, qualifier, config),
        ),
      } satisfies ListOf<Omit<ListFunctionEventInvokeConfigsCommandOutput, '$metadata'>>;
    },
  });
