/**
 * Takes the reservation of a function back.
 * https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionConcurrency.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { reserveConcurrency } from '../concurrency.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { functionName } from '../schemas.ts';

export const deleteFunctionConcurrency = (lambda: Lambda): Action =>
  action({
    name: 'DeleteFunctionConcurrency',
    http: { method: 'DELETE', path: '/2017-10-31/functions/{FunctionName}/concurrency', status: 204 },
    input: z.strictObject({ FunctionName: functionName }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName }) {
      reserveConcurrency(lambda, parseFunctionName(FunctionName).name, undefined);
      await lambda.store.durable();
    },
  });
