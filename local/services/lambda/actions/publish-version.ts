/**
 * Freezes what a function is now under the next number.
 * https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
 */
import type { PublishVersionCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { configuration } from '../answers.ts';
import type { Lambda } from '../context.ts';
import { functionArn, invalidValue, parseFunctionName } from '../names.ts';
import { functionName } from '../schemas.ts';
import { publish } from '../versions.ts';

const input = z.strictObject({
  FunctionName: functionName,
  CodeSha256: z.string().optional(),
  Description: z.string().max(256).optional(),
});

export const publishVersion = (lambda: Lambda): Action =>
  action({
    name: 'PublishVersion',
    http: { method: 'POST', path: '/2015-03-31/functions/{FunctionName}/versions', status: 201 },
    input,
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ FunctionName, CodeSha256, Description }) {
      const { name } = parseFunctionName(FunctionName);
      const { latest } = lambda.store.get(name);
      if (CodeSha256 && CodeSha256 !== latest.codeSha256) {
        throw invalidValue(
          `CodeSHA256 (${CodeSha256}) is different from current CodeSHA256 in $LATEST (${latest.codeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      }
      const version = publish(lambda, name, Description);
      await lambda.store.durable();
      return configuration(version) satisfies Omit<PublishVersionCommandOutput, '$metadata'>;
    },
  });
