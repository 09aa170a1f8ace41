/**
 * Gives a function new code; requests that run end on the old.
 * https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html
 */
import type { UpdateFunctionCodeCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { configuration } from '../answers.ts';
import { takeCode } from '../code/code.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { architectures, functionName } from '../schemas.ts';
import { changeLatest, publish } from '../versions.ts';

const input = z.strictObject({
  FunctionName: functionName,
  ZipFile: z.string().optional(),
  S3Bucket: z.string().optional(),
  S3Key: z.string().optional(),
  Architectures: architectures.optional(),
  Publish: z.boolean().optional(),
  DryRun: z.boolean().optional(),
  RevisionId: z.string().optional(),
});

export const updateFunctionCode = (lambda: Lambda): Action =>
  action({
    name: 'UpdateFunctionCode',
    http: { method: 'PUT', path: '/2015-03-31/functions/{FunctionName}/code' },
    input,
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, Publish, DryRun, RevisionId, Architectures, ...source }) {
      const { name } = parseFunctionName(FunctionName);
      const { latest } = lambda.store.get(name);
      const code = await takeCode(lambda.engine, lambda.store, source);
      if (DryRun) return configuration({ ...latest, ...code });
      const change = { ...code, ...(Architectures && { architectures: Architectures }) };
      const changed = changeLatest(lambda, name, (before) => ({ ...before, ...change }), RevisionId);
      const version = Publish ? publish(lambda, name) : changed;
      await lambda.store.durable();
      return configuration(version) satisfies Omit<UpdateFunctionCodeCommandOutput, '$metadata'>;
    },
  });
