/**
 * How asynchronous invokes are retried and told of.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html
 */
import * as z from 'zod';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { putInvokeConfig, removeInvokeConfig } from '../invoke-configs.ts';
import { parseFunctionName } from '../names.ts';
import { functionName, invokeConfigMembers, qualifier } from '../schemas.ts';

const properties = z.strictObject({ ...invokeConfigMembers, FunctionName: functionName, Qualifier: qualifier });

export const eventInvokeConfigResource = (lambda: Lambda): ResourceType =>
  resourceType({
    type: 'AWS::Lambda::EventInvokeConfig',
    properties,
    async create({ FunctionName, Qualifier, ...members }) {
      putInvokeConfig(lambda, parseFunctionName(FunctionName, Qualifier), members);
      await lambda.store.durable();
      return { physicalId: `${FunctionName}|${Qualifier}`, attributes: {} };
    },
    async update({ FunctionName, Qualifier, ...members }, current) {
      if (`${FunctionName}|${Qualifier}` !== current.physicalId) return 'replace';
      putInvokeConfig(lambda, parseFunctionName(FunctionName, Qualifier), members);
      await lambda.store.durable();
      return current;
    },
    async remove({ physicalId }) {
      const [name = '', qualified] = physicalId.split('|');
      const asked = parseFunctionName(name, qualified);
      if (lambda.store.find(asked.name)) removeInvokeConfig(lambda, asked);
      await lambda.store.durable();
    },
  });
