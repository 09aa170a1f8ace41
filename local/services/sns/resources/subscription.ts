/**
 * AWS::SNS::Subscription. Mail is confirmed at once: a deployment has nobody who reads the confirmation.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html
 */
import * as z from 'zod';
import { type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import type { Sns } from '../context.ts';
import type { Attributes, Subscription } from '../model.ts';
import { subscribe } from '../subscribe.ts';
import { changedSubscriptionAttributes } from '../subscription-attributes.ts';

const json = z.union([z.string(), z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value))]);

const properties = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string().optional(),
  FilterPolicy: json.optional(),
  FilterPolicyScope: z.string().optional(),
  RawMessageDelivery: z.union([z.boolean(), z.string()]).transform(String).optional(),
  RedrivePolicy: json.optional(),
  /** Of the topic. */
  Region: z.string().optional(),
});
type Properties = z.output<typeof properties>;

function attributesOf(given: Properties): Attributes {
  const { FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy } = given;
  return {
    ...(FilterPolicy !== undefined && { FilterPolicy }),
    ...(FilterPolicyScope !== undefined && { FilterPolicyScope }),
    ...(RawMessageDelivery !== undefined && { RawMessageDelivery }),
    ...(RedrivePolicy !== undefined && { RedrivePolicy }),
  };
}

export function subscriptionType(sns: Sns): ResourceType {
  const { engine, store } = sns;
  const described = ({ arn }: Subscription): Resource => ({ physicalId: arn, attributes: { Arn: arn } });
  return resourceType({
    type: 'AWS::SNS::Subscription',
    properties,
    async create(given) {
      const { Protocol: protocol, Endpoint: endpoint } = given;
      const wanted = { protocol, endpoint, attributes: attributesOf(given), confirmed: true };
      const made = subscribe(sns, store.topic(given.TopicArn), {
        ...wanted,
        principal: 'cloudformation.amazonaws.com',
      });
      await engine.store.durable();
      return described(made);
    },
    async update(given, { physicalId }) {
      const before = store.subscription(physicalId);
      const { topicArn, protocol, endpoint } = before;
      if (given.TopicArn !== topicArn || given.Protocol !== protocol || given.Endpoint !== endpoint) return 'replace';
      const attributes = changedSubscriptionAttributes(protocol, {}, attributesOf(given));
      const after = store.putSubscription({ ...before, attributes });
      await engine.store.durable();
      return described(after);
    },
    remove({ physicalId }) {
      const found = store.findSubscription(physicalId);
      if (found) store.deleteSubscription(found);
    },
  });
}
