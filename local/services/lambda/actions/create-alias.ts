/**
 * Makes an alias of a version, or of two with weights.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html
 */
import type { CreateAliasCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { makeAlias } from '../aliases.ts';
import { aliasConfiguration } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { aliasRouting, functionName } from '../schemas.ts';

export const createAlias = (lambda: Lambda): Action =>
  action({
    name: 'CreateAlias',
    http: { method: 'POST', path: '/2015-03-31/functions/{FunctionName}/aliases', status: 201 },
    input: z.strictObject({
      FunctionName: functionName,
      Name: z
        .string()
        .min(1)
        .max(128)
        .regex(/^(?![0-9]+$)[a-zA-Z0-9-_]+$/),
      FunctionVersion: z.string(),
      Description: z.string().max(256).optional(),
      RoutingConfig: aliasRouting,
    }),
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, Name, ...members }) {
      const { name } = parseFunctionName(FunctionName);
      const alias = makeAlias(lambda, name, Name, members);
      await lambda.store.durable();
      return aliasConfiguration(lambda.engine, name, alias) satisfies Omit<CreateAliasCommandOutput, '$metadata'>;
    },
  });
