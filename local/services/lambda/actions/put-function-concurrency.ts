/**
 * Reserves concurrency for a function, which is its upper bound too.
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html
 */
import type { PutFunctionConcurrencyCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { reserveConcurrency } from '../concurrency.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { functionName } from '../schemas.ts';

export const putFunctionConcurrency = (lambda: Lambda): Action =>
  action({
    name: 'PutFunctionConcurrency',
    http: { method: 'PUT', path: '/2017-10-31/functions/{FunctionName}/concurrency' },
    input: z.strictObject({ FunctionName: functionName, ReservedConcurrentExecutions: z.number().int().min(0) }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, ReservedConcurrentExecutions }) {
      reserveConcurrency(lambda, parseFunctionName(FunctionName).name, ReservedConcurrentExecutions);
      await lambda.store.durable();
      return { ReservedConcurrentExecutions } satisfies Omit<PutFunctionConcurrencyCommandOutput, '$metadata'>;
    },
  });
