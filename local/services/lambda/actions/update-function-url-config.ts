/**
 * Changes the URL of a function or an alias; what is not given stays.
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionUrlConfig.html
 */
import type { UpdateFunctionUrlConfigCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { aliasQualifier, functionName, urlMembers } from '../schemas.ts';
import { changeUrl, urlConfiguration } from '../urls/config.ts';

export const updateFunctionUrlConfig = (lambda: Lambda): Action =>
  action({
    name: 'UpdateFunctionUrlConfig',
    http: { method: 'PUT', path: '/2021-10-31/functions/{FunctionName}/url', query: { Qualifier: 'Qualifier' } },
    input: z.strictObject({
      ...urlMembers,
      FunctionName: functionName,
      Qualifier: aliasQualifier.optional(),
      AuthType: urlMembers.AuthType.optional(),
    }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, Qualifier, ...members }) {
      const asked = parseFunctionName(FunctionName, Qualifier);
      const url = changeUrl(lambda, asked, members);
      await lambda.store.durable();
      return urlConfiguration(lambda.engine, asked, url) satisfies Omit<
        UpdateFunctionUrlConfigCommandOutput,
        '$metadata'
      >;
    },
  });
