/**
 * A mapping from a queue to a function.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
 */
import * as z from 'zod';
import { type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { changeMapping, getMapping, makeMapping } from '../mapping/rules.ts';
import { functionName, mappingMembers } from '../schemas.ts';
import { tagList, tagRecord } from './tags.ts';

const properties = z.strictObject({
  ...mappingMembers,
  FunctionName: functionName,
  EventSourceArn: z.string(),
  Tags: tagList,
});

export const eventSourceMappingResource = (lambda: Lambda): ResourceType =>
  resourceType({
    type: 'AWS::Lambda::EventSourceMapping',
    properties,
    async create({ Tags, ...members }) {
      const { uuid } = makeMapping(lambda, { ...members, Tags: tagRecord(Tags) });
      await lambda.store.durable();
      return resourceOf(lambda, uuid);
    },
    async update({ Tags, EventSourceArn, ...members }, { physicalId }) {
      const before = getMapping(lambda, physicalId);
      if (EventSourceArn !== before.sourceArn) return 'replace';
      const whole = { ...ABSENT, ...members };
      changeMapping(lambda, { ...before, tags: tagRecord(Tags) }, whole);
      await lambda.store.durable();
      return resourceOf(lambda, physicalId);
    },
    async remove({ physicalId }) {
      const mapping = lambda.store.mapping(physicalId);
      if (mapping) lambda.mappings.remove(mapping);
      await lambda.store.durable();
    },
  });

/** A property that a template no longer has returns to its default. */
const ABSENT = {
  Enabled: true,
  BatchSize: 10,
  MaximumBatchingWindowInSeconds: 0,
  FunctionResponseTypes: [],
  FilterCriteria: {},
  ScalingConfig: {},
} satisfies Partial<z.output<typeof properties>>;

const resourceOf = ({ engine }: Lambda, uuid: string): Resource => ({
  physicalId: uuid,
  attributes: { Id: uuid, EventSourceMappingArn: engine.arn('lambda', `event-source-mapping:${uuid}`) },
});
