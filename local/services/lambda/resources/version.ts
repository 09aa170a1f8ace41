/**
 * A published version; its code and configuration never change again.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html
 */
import * as z from 'zod';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { parseFunctionName } from '../names.ts';
import { functionName } from '../schemas.ts';
import { publish } from '../versions.ts';

const properties = z.strictObject({
  FunctionName: functionName,
  Description: z.string().max(256).optional(),
  CodeSha256: z.string().optional(),
});

export const versionResource = (lambda: Lambda): ResourceType =>
  resourceType({
    type: 'AWS::Lambda::Version',
    properties,
    withoutEffect: { ProvisionedConcurrencyConfig: 'environments are started when they are needed' },
    async create({ FunctionName, Description }) {
      const { functionArn, version } = publish(lambda, parseFunctionName(FunctionName).name, Description);
      await lambda.store.durable();
      const arn = `${functionArn}:${version}`;
      return { physicalId: arn, attributes: { FunctionArn: arn, Version: version } };
    },
    async remove({ physicalId }) {
      const { name, qualifier = '' } = parseFunctionName(physicalId);
      const fn = lambda.store.find(name);
      if (!fn) return;
      const { [qualifier]: _, ...versions } = fn.versions;
      lambda.store.put({ ...fn, versions });
      await lambda.store.durable();
    },
  });
