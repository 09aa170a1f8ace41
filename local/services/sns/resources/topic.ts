/**
 * AWS::SNS::Topic: a topic of a template, with the subscriptions that it lists.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html
 */
import * as z from 'zod';
import { type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import { tagsInput, tagsOf } from '../../../engine/tags.ts';
import type { Sns } from '../context.ts';
import type { Attributes, Topic } from '../model.ts';
import { subscribe } from '../subscribe.ts';
import { changedTopicAttributes } from '../topic-attributes.ts';

const attributes = {
  DisplayName: z.string().optional(),
  KmsMasterKeyId: z.string().optional(),
  SignatureVersion: z.coerce.string().optional(),
  TracingConfig: z.string().optional(),
};
const properties = z.strictObject({
  ...attributes,
  TopicName: z.string().optional(),
  FifoTopic: z.literal([false, 'false'], { error: 'FIFO topics are not supported by the local cloud' }).optional(),
  Subscription: z.array(z.strictObject({ Endpoint: z.string(), Protocol: z.string() })).default([]),
  Tags: tagsInput.default([]),
});
type Properties = z.output<typeof properties>;

/** What the template leaves out goes back to its default; the policy is the business of AWS::SNS::TopicPolicy. */
function attributesOf(given: Properties, { Policy }: Attributes): Attributes {
  const set = Object.keys(attributes).flatMap((name) => {
    const value = given[name as keyof typeof attributes];
    return value === undefined ? [] : [[name, value]];
  });
  return changedTopicAttributes(Policy === undefined ? {} : { Policy }, Object.fromEntries(set));
}

export function topicType(sns: Sns): ResourceType {
  const { engine, store } = sns;
  const described = ({ arn, name }: Topic): Resource => ({
    physicalId: arn,
    attributes: { TopicArn: arn, TopicName: name },
  });
  function listSubscriptions(topic: Topic, given: Properties): void {
    for (const { Protocol: protocol, Endpoint: endpoint } of given.Subscription)
      subscribe(sns, topic, {
        protocol,
        endpoint,
        attributes: {},
        principal: 'cloudformation.amazonaws.com',
        confirmed: true,
      });
  }
  return resourceType({
    type: 'AWS::SNS::Topic',
    properties,
    async create(given, place) {
      const name = given.TopicName ?? place.name();
      const arn = store.topicArn(name);
      const topic = store.putTopic({
        name,
        arn,
        createdMs: engine.clock.now(),
        attributes: attributesOf(given, {}),
        tags: tagsOf(given.Tags),
      });
      listSubscriptions(topic, given);
      await engine.store.durable();
      return described(topic);
    },
    async update(given, { physicalId }) {
      const before = store.topic(physicalId);
      if ((given.TopicName ?? before.name) !== before.name) return 'replace';
      const topic = { ...before, attributes: attributesOf(given, before.attributes), tags: tagsOf(given.Tags) };
      store.putTopic(topic);
      listSubscriptions(topic, given);
      await engine.store.durable();
      return described(topic);
    },
    remove({ physicalId }) {
      const topic = store.findTopic(physicalId);
      if (topic) store.deleteTopic(topic);
    },
  });
}
