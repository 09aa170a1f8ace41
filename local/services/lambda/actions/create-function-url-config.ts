/**
 * Gives a function or an alias an HTTP address.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunctionUrlConfig.html
 */
import type { CreateFunctionUrlConfigCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { aliasQualifier, functionName, urlMembers } from '../schemas.ts';
import { makeUrl, urlConfiguration } from '../urls/config.ts';

export const createFunctionUrlConfig = (lambda: Lambda): Action =>
  action({
    name: 'CreateFunctionUrlConfig',
    http: {
      method: 'POST',
      path: '/2021-10-31/functions/{FunctionName}/url',
      query: { Qualifier: 'Qualifier' },
      status: 201,
    },
    input: z.strictObject({ FunctionName: functionName, Qualifier: aliasQualifier.optional(), ...urlMembers }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    conditions: ({ AuthType }) => ({ 'lambda:FunctionUrlAuthType': AuthType }),
    async run({ FunctionName, Qualifier, ...members }) {
      const asked = parseFunctionName(FunctionName, Qualifier);
      const { LastModifiedTime: _, ...made } = urlConfiguration(lambda.engine, asked, makeUrl(lambda, asked, members));
      await lambda.store.durable();
      return made satisfies Omit<CreateFunctionUrlConfigCommandOutput, '$metadata'>;
    },
  });
