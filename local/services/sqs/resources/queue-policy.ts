/**
 * AWS::SQS::QueuePolicy: one policy for the queues that it names.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html
 */
import * as z from 'zod';
import { type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import type { Sqs } from '../sqs.ts';

const properties = z.strictObject({
  PolicyDocument: z.union([z.string(), z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value))]),
  /** URLs. */
  Queues: z.array(z.string()).min(1),
});

export function queuePolicyType({ queues }: Sqs): ResourceType {
  function apply({ PolicyDocument, Queues }: z.output<typeof properties>): string[] {
    for (const url of Queues) queues.setAttributes(queues.byUrl(url), { Policy: PolicyDocument });
    return Queues;
  }
  function takeAway(urls: readonly string[]): void {
    for (const url of urls) {
      const queue = queues.find(url);
      if (queue) queues.setAttributes(queue, { Policy: '' });
    }
  }
  const urlsOf = ({ attributes }: Resource) => attributes.Queues as readonly string[];

  return resourceType({
    type: 'AWS::SQS::QueuePolicy',
    properties,
    create: (given, place) => {
      const id = place.name();
      return { physicalId: id, attributes: { Id: id, Queues: apply(given) } };
    },
    update(given, current) {
      takeAway(urlsOf(current).filter((url) => !given.Queues.includes(url)));
      return { ...current, attributes: { ...current.attributes, Queues: apply(given) } };
    },
    remove: (current) => takeAway(urlsOf(current)),
  });
}
