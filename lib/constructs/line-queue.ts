/** A queue of the line and the queue for what it gives up; both encrypted, both reached over TLS alone. */
import { Duration } from 'aws-cdk-lib';
import { type DeadLetterQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** The longest that SQS keeps a message. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const RETENTION = Duration.days(14);

export interface LineQueueProps {
  readonly queueName: string;
  readonly visibilityTimeout: Duration;
  readonly deliveryDelay?: Duration;
  /** Left out for a dead-letter queue itself. */
  readonly deadLetterQueue?: DeadLetterQueue;
}

export function lineQueue(scope: Construct, id: string, props: LineQueueProps): Queue {
  return new Queue(scope, id, { ...props, encryption: QueueEncryption.SQS_MANAGED, retentionPeriod: RETENTION });
}

/** Who may send to queues: rules of the bus, and nobody else outside this account; and nothing without TLS. In a queue's policy `*` is that queue. */
export function queuePolicy(ruleArns: readonly string[], account: string): object {
  const tlsOnly = {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 'sqs:*',
    Resource: '*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const fromRules = {
    Sid: 'FromRules',
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: '*',
    Condition: { ArnLike: { 'aws:SourceArn': ruleArns }, StringEquals: { 'aws:SourceAccount': account } },
  };
  return { Version: '2012-10-17', Statement: ruleArns.length > 0 ? [tlsOnly, fromRules] : [tlsOnly] };
}
