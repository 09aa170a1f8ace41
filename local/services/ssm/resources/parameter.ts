/**
 * AWS::SSM::Parameter: a parameter of Parameter Store.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import { parameterName, TIERS } from '../limits.ts';
import type { Parameter, ParameterStore } from '../store.ts';

/** CloudFormation makes no SecureString either. */
const properties = z.strictObject({
  AllowedPattern: z.string().optional(),
  DataType: z.literal('text').optional(),
  Description: z.string().optional(),
  Name: parameterName.optional(),
  Tags: z.record(z.string(), z.string()).optional(),
  Tier: z.enum(TIERS).optional(),
  Type: z.enum(['String', 'StringList']),
  Value: z.string().min(1),
});

type Properties = z.output<typeof properties>;

export const parameter = (engine: Engine, store: ParameterStore): ResourceType =>
  resourceType({
    type: 'AWS::SSM::Parameter',
    properties,
    async create(wanted, place) {
      const made = store.put(settings(wanted, wanted.Name ?? place.name()), false);
      await engine.store.durable();
      return resource(made);
    },
    async update(wanted, current, place) {
      const name = wanted.Name ?? place.name();
      if (name !== current.physicalId || wanted.Type !== current.attributes.Type) return 'replace';
      const made = store.put(settings(wanted, name), true);
      await engine.store.durable();
      return resource(made);
    },
    async remove({ physicalId }) {
      store.remove(physicalId);
      await engine.store.durable();
    },
  });

const settings = (wanted: Properties, name: string) => ({
  name,
  value: wanted.Value,
  type: wanted.Type,
  description: wanted.Description,
  pattern: wanted.AllowedPattern,
  tier: wanted.Tier,
  tags: Object.entries(wanted.Tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
});

const resource = ({ name, type, value }: Parameter) => ({ physicalId: name, attributes: { Type: type, Value: value } });
