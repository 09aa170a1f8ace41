/**
 * Makes a function of a zip or of a file in a bucket; it is ready at once.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
import type { CreateFunctionCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { configuration } from '../answers.ts';
import { takeCode } from '../code/code.ts';
import type { Lambda } from '../context.ts';
import { conflict, functionArn, parseFunctionName } from '../names.ts';
import { architectures, configurationMembers, functionName, tags } from '../schemas.ts';
import { makeFunction, publish } from '../versions.ts';

const input = z.strictObject({
  ...configurationMembers,
  FunctionName: functionName,
  Role: configurationMembers.Role.unwrap(),
  Code: z.strictObject({
    ZipFile: z.string().optional(),
    S3Bucket: z.string().optional(),
    S3Key: z.string().optional(),
  }),
  Architectures: architectures.optional(),
  KMSKeyArn: z.string().optional(),
  PackageType: z.literal('Zip').optional(),
  Publish: z.boolean().optional(),
  Tags: tags.optional(),
});

export const createFunction = (lambda: Lambda): Action =>
  action({
    name: 'CreateFunction',
    http: { method: 'POST', path: '/2015-03-31/functions', status: 201 },
    input,
    resource: ({ FunctionName }) => functionArn(lambda.engine, parseFunctionName(FunctionName).name),
    async run({ Code, Publish, FunctionName, ...members }) {
      const { name } = parseFunctionName(FunctionName);
      if (lambda.store.find(name)) throw conflict(`Function already exist: ${name}`);
      const code = await takeCode(lambda.engine, lambda.store, Code);
      const { latest } = makeFunction(lambda, { ...members, FunctionName: name }, code);
      const version = Publish ? publish(lambda, name) : latest;
      await lambda.store.durable();
      return configuration(version) satisfies Omit<CreateFunctionCommandOutput, '$metadata'>;
    },
  });
