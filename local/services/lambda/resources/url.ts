/**
 * The HTTP address of a function or an alias.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-url.html
 */
import * as z from 'zod';
import { type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import type { UrlConfig } from '../model.ts';
import { type FunctionName, functionArn, parseFunctionName } from '../names.ts';
import { aliasQualifier, functionName, urlMembers } from '../schemas.ts';
import { addressOf, changeUrl, makeUrl, removeUrl } from '../urls/config.ts';

const properties = z.strictObject({
  ...urlMembers,
  TargetFunctionArn: functionName,
  Qualifier: aliasQualifier.optional(),
});

export const urlResource = (lambda: Lambda): ResourceType =>
  resourceType({
    type: 'AWS::Lambda::Url',
    properties,
    async create({ TargetFunctionArn, Qualifier, ...members }) {
      const asked = parseFunctionName(TargetFunctionArn, Qualifier);
      const url = makeUrl(lambda, asked, members);
      await lambda.store.durable();
      return resourceOf(lambda, asked, url);
    },
    async update({ TargetFunctionArn, Qualifier, ...members }, current) {
      const asked = parseFunctionName(TargetFunctionArn, Qualifier);
      if (functionArn(lambda.engine, asked.name, asked.qualifier) !== current.physicalId) return 'replace';
      const url = changeUrl(lambda, asked, { InvokeMode: 'BUFFERED', Cors: {}, ...members });
      await lambda.store.durable();
      return resourceOf(lambda, asked, url);
    },
    async remove({ physicalId }) {
      const asked = parseFunctionName(physicalId);
      if (lambda.store.find(asked.name)?.urls?.[asked.qualifier ?? '$LATEST']) removeUrl(lambda, asked);
      await lambda.store.durable();
    },
  });

function resourceOf({ engine }: Lambda, { name, qualifier }: FunctionName, url: UrlConfig): Resource {
  const arn = functionArn(engine, name, qualifier);
  return { physicalId: arn, attributes: { FunctionArn: arn, FunctionUrl: addressOf(engine, url) } };
}
