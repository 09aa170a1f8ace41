/**
 * Changes a configuration; what is not given stays.
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
 */
import type { UpdateFunctionConfigurationCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { configuration } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { configurationMembers, functionName } from '../schemas.ts';
import { changeLatest, configured } from '../versions.ts';

const input = z.strictObject({
  ...configurationMembers,
  FunctionName: functionName,
  RevisionId: z.string().optional(),
});

export const updateFunctionConfiguration = (lambda: Lambda): Action =>
  action({
    name: 'UpdateFunctionConfiguration',
    http: { method: 'PUT', path: '/2015-03-31/functions/{FunctionName}/configuration' },
    input,
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, RevisionId, ...members }) {
      const { name } = parseFunctionName(FunctionName);
      const latest = changeLatest(lambda, name, (before) => configured(lambda.engine, before, members), RevisionId);
      await lambda.store.durable();
      return configuration(latest) satisfies Omit<UpdateFunctionConfigurationCommandOutput, '$metadata'>;
    },
  });
