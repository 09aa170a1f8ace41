/**
 * Tells the reservation of a function.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html
 */
import type { GetFunctionConcurrencyCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { functionName } from '../schemas.ts';

export const getFunctionConcurrency = (lambda: Lambda): Action =>
  action({
    name: 'GetFunctionConcurrency',
    http: { method: 'GET', path: '/2019-09-30/functions/{FunctionName}/concurrency' },
    input: z.strictObject({ FunctionName: functionName }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    run({ FunctionName }) {
      const { reservedConcurrency } = lambda.store.get(parseFunctionName(FunctionName).name);
      return (
        reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency }
      ) satisfies Omit<GetFunctionConcurrencyCommandOutput, '$metadata'>;
    },
  });
