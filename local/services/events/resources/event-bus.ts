/**
 * A bus of a template: AWS::Events::EventBus.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html
 */
import * as z from 'zod';
import { perform } from '../../../engine/perform.ts';
import { type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import { tagsInput, tagsOf } from '../../../engine/tags.ts';
import { createEventBus } from '../actions/create-event-bus.ts';
import { deleteEventBus } from '../actions/delete-event-bus.ts';
import { saveBus, wholePolicy } from '../buses.ts';
import type { Events } from '../context.ts';
import { busArn, busName } from '../names.ts';
import { jsonText } from './json-text.ts';

const properties = z.strictObject({
  Name: busName,
  Description: z.string().optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
  Policy: jsonText.optional(),
  Tags: tagsInput.optional(),
});
type Properties = z.output<typeof properties>;

export function eventBusType(events: Events): ResourceType {
  async function apply({ Name, Description, DeadLetterConfig, Policy, Tags }: Properties): Promise<Resource> {
    const bus = events.store.bus(Name);
    const policy = Policy === undefined ? bus.policy : wholePolicy(Policy);
    await saveBus(events, {
      ...bus,
      description: Description,
      deadLetterArn: DeadLetterConfig?.Arn,
      policy,
      tags: tagsOf(Tags),
    });
    const Arn = busArn(events.engine, Name);
    return { physicalId: Name, attributes: { Arn, Name, Policy: policy ? JSON.stringify(policy) : '' } };
  }
  return resourceType({
    type: 'AWS::Events::EventBus',
    properties,
    async create(given) {
      await perform(createEventBus(events), { Name: given.Name });
      return apply(given);
    },
    update: (given, current) => (given.Name === current.physicalId ? apply(given) : 'replace'),
    async remove({ physicalId }) {
      await perform(deleteEventBus(events), { Name: physicalId });
    },
  });
}
