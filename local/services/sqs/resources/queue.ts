/**
 * AWS::SQS::Queue: a queue of a template. A change is made in place, but for its name and its kind.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
 */
import * as z from 'zod';
import { type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import { defaultAttributes, type QueueAttributes } from '../attributes.ts';
import type { Queue } from '../queue/queue.ts';
import type { Sqs } from '../sqs.ts';

/** Templates write numbers and truths as such or as text. */
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
/** Policies are objects in templates and JSON text in the API. */
const json = z.union([z.string(), z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value))]);

const attributes = {
  ContentBasedDeduplication: scalar.optional(),
  DeduplicationScope: scalar.optional(),
  DelaySeconds: scalar.optional(),
  FifoThroughputLimit: scalar.optional(),
  KmsDataKeyReusePeriodSeconds: scalar.optional(),
  KmsMasterKeyId: scalar.optional(),
  MaximumMessageSize: scalar.optional(),
  MessageRetentionPeriod: scalar.optional(),
  ReceiveMessageWaitTimeSeconds: scalar.optional(),
  RedriveAllowPolicy: json.optional(),
  RedrivePolicy: json.optional(),
  SqsManagedSseEnabled: scalar.optional(),
  VisibilityTimeout: scalar.optional(),
};
const properties = z.strictObject({
  ...attributes,
  FifoQueue: scalar.optional(),
  QueueName: z.string().optional(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]),
});
type Properties = z.output<typeof properties>;

/** Longest name that CloudFormation makes, so that `.fifo` still fits behind it. */
const LONGEST_MADE_NAME_CHARS = 75;

const isFifo = ({ FifoQueue }: Properties): boolean => FifoQueue === 'true';
const tagsOf = ({ Tags }: Properties) => Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));

function attributesOf(given: Properties): QueueAttributes {
  const set = Object.keys(attributes).flatMap((name) => {
    const value = given[name as keyof typeof attributes];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(set), ...(isFifo(given) && { FifoQueue: 'true' }) };
}

/** What the template leaves out goes back to its default. */
function attributesAfter(given: Properties): QueueAttributes {
  const { FifoQueue: _, SqsManagedSseEnabled: managed = '', ...defaults } = defaultAttributes(isFifo(given));
  const { FifoQueue: __, ...set } = attributesOf(given);
  const encryption = set.KmsMasterKeyId === undefined ? { SqsManagedSseEnabled: managed } : {};
  return { ...defaults, ...encryption, RedrivePolicy: '', RedriveAllowPolicy: '', KmsMasterKeyId: '', ...set };
}

export function queueType({ queues }: Sqs): ResourceType {
  const described = (queue: Queue): Resource => {
    const url = queues.urlOf(queue);
    return { physicalId: url, attributes: { Arn: queue.arn, QueueName: queue.name, QueueUrl: url } };
  };
  return resourceType({
    type: 'AWS::SQS::Queue',
    properties,
    create(given, place) {
      const name = given.QueueName ?? place.name(LONGEST_MADE_NAME_CHARS) + (isFifo(given) ? '.fifo' : '');
      return described(queues.create(name, attributesOf(given), tagsOf(given)));
    },
    update(given, current) {
      const queue = queues.byUrl(current.physicalId);
      if (isFifo(given) !== queue.fifo || (given.QueueName ?? queue.name) !== queue.name) return 'replace';
      queues.setAttributes(queue, attributesAfter(given));
      queues.setTags(queue, tagsOf(given));
      return described(queue);
    },
    remove({ physicalId }) {
      const queue = queues.find(physicalId);
      if (queue) queues.delete(queue, { nameIsFree: true });
    },
  });
}
