/**
 * AWS::SNS::TopicPolicy: one policy for the topics that it names, in place of the one that they were born with.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html
 */
import * as z from 'zod';
import { type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import type { Sns } from '../context.ts';
import { changedTopicAttributes } from '../topic-attributes.ts';

const properties = z.strictObject({
  PolicyDocument: z.union([z.string(), z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value))]),
  /** ARNs. */
  Topics: z.array(z.string()).min(1),
});

export function topicPolicyType({ engine, store }: Sns): ResourceType {
  async function apply({ PolicyDocument, Topics }: z.output<typeof properties>): Promise<string[]> {
    for (const topic of Topics.map(store.topic))
      store.putTopic({ ...topic, attributes: changedTopicAttributes(topic.attributes, { Policy: PolicyDocument }) });
    await engine.store.durable();
    return Topics;
  }
  function takeAway(arns: readonly string[]): void {
    for (const arn of arns) {
      const topic = store.findTopic(arn);
      if (topic) store.putTopic({ ...topic, attributes: changedTopicAttributes(topic.attributes, { Policy: '' }) });
    }
  }
  const arnsOf = ({ attributes }: Resource) => attributes.Topics as readonly string[];

  return resourceType({
    type: 'AWS::SNS::TopicPolicy',
    properties,
    async create(given, place) {
      const id = place.name();
      return { physicalId: id, attributes: { Id: id, Topics: await apply(given) } };
    },
    async update(given, current) {
      takeAway(arnsOf(current).filter((arn) => !given.Topics.includes(arn)));
      return { ...current, attributes: { ...current.attributes, Topics: await apply(given) } };
    },
    remove: (current) => takeAway(arnsOf(current)),
  });
}
