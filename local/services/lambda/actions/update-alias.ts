/**
 * Points an alias at another version, or changes its weights.
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html
 */
import type { UpdateAliasCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { changeAlias } from '../aliases.ts';
import { aliasConfiguration } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { aliasRouting, functionName } from '../schemas.ts';

export const updateAlias = (lambda: Lambda): Action =>
  action({
    name: 'UpdateAlias',
    http: { method: 'PUT', path: '/2015-03-31/functions/{FunctionName}/aliases/{Name}' },
    input: z.strictObject({
      FunctionName: functionName,
      Name: z.string().min(1).max(128),
      FunctionVersion: z.string().optional(),
      Description: z.string().max(256).optional(),
      RoutingConfig: aliasRouting,
    }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, Name, ...members }) {
      const { name } = parseFunctionName(FunctionName);
      const alias = changeAlias(lambda, name, Name, members);
      await lambda.store.durable();
      return aliasConfiguration(lambda.engine, name, alias) satisfies Omit<UpdateAliasCommandOutput, '$metadata'>;
    },
  });
