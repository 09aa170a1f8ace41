/**
 * An alias of a published version.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html
 */
import * as z from 'zod';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import { changeAlias, makeAlias, removeAlias } from '../aliases.ts';
import type { Lambda } from '../context.ts';
import { functionArn, parseFunctionName } from '../names.ts';
import { functionName } from '../schemas.ts';

const properties = z.strictObject({
  FunctionName: functionName,
  FunctionVersion: z.string(),
  Name: z.string().min(1).max(128),
  Description: z.string().max(256).optional(),
  RoutingConfig: z
    .strictObject({
      AdditionalVersionWeights: z
        .array(z.strictObject({ FunctionVersion: z.string(), FunctionWeight: z.coerce.number().min(0).max(1) }))
        .optional(),
    })
    .optional(),
});
type Properties = z.output<typeof properties>;

export const aliasResource = (lambda: Lambda): ResourceType =>
  resourceType({
    type: 'AWS::Lambda::Alias',
    properties,
    withoutEffect: { ProvisionedConcurrencyConfig: 'environments are started when they are needed' },
    async create(members) {
      const { name } = parseFunctionName(members.FunctionName);
      makeAlias(lambda, name, members.Name, inputOf(members));
      await lambda.store.durable();
      const arn = functionArn(lambda.engine, name, members.Name);
      return { physicalId: arn, attributes: { AliasArn: arn } };
    },
    async update(members, current) {
      const { name } = parseFunctionName(members.FunctionName);
      if (functionArn(lambda.engine, name, members.Name) !== current.physicalId) return 'replace';
      changeAlias(lambda, name, members.Name, inputOf(members));
      await lambda.store.durable();
      return current;
    },
    async remove({ physicalId }) {
      const { name, qualifier = '' } = parseFunctionName(physicalId);
      if (lambda.store.find(name)) removeAlias(lambda, name, qualifier);
      await lambda.store.durable();
    },
  });

const inputOf = ({ FunctionVersion, Description = '', RoutingConfig }: Properties) => ({
  FunctionVersion,
  Description,
  RoutingConfig: {
    AdditionalVersionWeights: Object.fromEntries(
      (RoutingConfig?.AdditionalVersionWeights ?? []).map((one) => [one.FunctionVersion, one.FunctionWeight]),
    ),
  },
});
