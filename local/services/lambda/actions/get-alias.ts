/**
 * Tells which versions an alias points at.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html
 */
import type { GetAliasCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { aliasOf } from '../aliases.ts';
import { aliasConfiguration } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { functionName } from '../schemas.ts';

export const getAlias = (lambda: Lambda): Action =>
  action({
    name: 'GetAlias',
    http: { method: 'GET', path: '/2015-03-31/functions/{FunctionName}/aliases/{Name}' },
    input: z.strictObject({ FunctionName: functionName, Name: z.string().min(1).max(128) }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    run({ FunctionName, Name }) {
      const { name } = parseFunctionName(FunctionName);
      return aliasConfiguration(lambda.engine, name, aliasOf(lambda, name, Name)) satisfies Omit<
        GetAliasCommandOutput,
        '$metadata'
      >;
    },
  });
