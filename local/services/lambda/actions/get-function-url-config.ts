/**
 * Tells the URL of a function or an alias.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionUrlConfig.html
 */
import type { GetFunctionUrlConfigCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { aliasQualifier, functionName } from '../schemas.ts';
import { urlConfiguration, urlOf } from '../urls/config.ts';

export const getFunctionUrlConfig = (lambda: Lambda): Action =>
  action({
    name: 'GetFunctionUrlConfig',
    http: { method: 'GET', path: '/2021-10-31/functions/{FunctionName}/url', query: { Qualifier: 'Qualifier' } },
    input: z.strictObject({ FunctionName: functionName, Qualifier: aliasQualifier.optional() }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    run({ FunctionName, Qualifier }) {
      const asked = parseFunctionName(FunctionName, Qualifier);
      return urlConfiguration(lambda.engine, asked, urlOf(lambda, asked)) satisfies Omit<
        GetFunctionUrlConfigCommandOutput,
        '$metadata'
      >;
    },
  });
