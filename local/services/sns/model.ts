/** What SNS keeps and what it carries. Types only. */
import type { Tags } from '../../engine/tags.ts';

export type Attributes = Readonly<Record<string, string>>;

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  /** As they were set; what has a default and was not set is missing. */
  readonly attributes: Attributes;
  readonly tags: Tags;
}

export type Protocol = 'sqs' | 'lambda' | 'email' | 'email-json';

export interface Subscription {
  /** ARN of the topic, and an id. */
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  /** ARN of a queue or function, or an address. */
  readonly endpoint: string;
  readonly attributes: Attributes;
  /** Set until it is confirmed. */
  readonly pending?: { readonly token: string; readonly sinceMs: number };
  /** Who subscribed. */
  readonly principal: string;
}

/** As SQS takes it on, too. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

/** A message that was checked. */
export interface Message {
  readonly id: string;
  readonly atMs: number;
  readonly subject?: string;
  /** What a protocol without its own text gets. */
  readonly text: string;
  /** Texts by protocol, where the message has a structure. */
  readonly texts: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly groupId?: string;
}
