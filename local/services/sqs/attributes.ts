/**
 * The attributes of a queue: what they may be, and what they mean. Owns their checks one by one and together; whether a
 * dead-letter queue exists is asked by whoever has the queues (redrive.ts).
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
import { AwsError } from '../../engine/aws-error.ts';
import { parsePolicy } from '../../engine/policy/document.ts';
import { compilePolicy, type Policy } from '../../engine/policy/policy.ts';
import { invalidAttributeValue, unknownAttribute } from './errors.ts';
import {
  LARGEST_MESSAGE_BYTES,
  LEAST_MAXIMUM_MESSAGE_BYTES,
  LONGEST_DELAY_S,
  LONGEST_RETENTION_S,
  LONGEST_VISIBILITY_S,
  LONGEST_WAIT_S,
  SHORTEST_RETENTION_S,
} from './limits.ts';
import { type Redrive, type RedriveAllow, redriveAllowOf, redriveOf } from './redrive.ts';

/** Attributes under AWS's names, as text. Optional ones that are not set are absent. */
export type QueueAttributes = Readonly<Record<string, string>>;

/** What the attributes mean. */
export interface Settings {
  readonly delayMs: number;
  readonly visibilityMs: number;
  readonly retentionMs: number;
  readonly waitMs: number;
  readonly largestMessageBytes: number;
  readonly contentBasedDeduplication: boolean;
  readonly deduplicatesPerGroup: boolean;
  readonly redrive: Redrive | undefined;
  readonly redriveAllow: RedriveAllow | undefined;
  readonly policy: Policy | undefined;
}

/** The text in AWS's form; undefined when it is not a value that the attribute takes. */
type Check = (value: string) => string | undefined;

const integer =
  (least: number, most: number): Check =>
  (value) => {
    const number = Number(value);
    return /^\d+$/.test(value) && number >= least && number <= most ? String(number) : undefined;
  };
const boolean: Check = (value) => (/^(true|false)$/i.test(value) ? value.toLowerCase() : undefined);
const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value) ? value : undefined;
const anyText: Check = (value) => value;
const compileQueuePolicy = (text: string): Policy => compilePolicy(parsePolicy(text, 'resource'));

/** Empty text takes the attribute away. */
const policyDocument: Check = (value) => {
  if (value === '') return value;
  try {
    compileQueuePolicy(value);
    return value;
  } catch (error) {
    if (error instanceof AwsError) throw invalidAttributeValue(value, 'Policy', error.message);
    throw error;
  }
};

const COMMON: Readonly<Record<string, Check>> = {
  DelaySeconds: integer(0, LONGEST_DELAY_S),
  MaximumMessageSize: integer(LEAST_MAXIMUM_MESSAGE_BYTES, LARGEST_MESSAGE_BYTES),
  MessageRetentionPeriod: integer(SHORTEST_RETENTION_S, LONGEST_RETENTION_S),
  ReceiveMessageWaitTimeSeconds: integer(0, LONGEST_WAIT_S),
  VisibilityTimeout: integer(0, LONGEST_VISIBILITY_S),
  Policy: policyDocument,
  RedrivePolicy: anyText,
  RedriveAllowPolicy: anyText,
  KmsMasterKeyId: anyText,
  KmsDataKeyReusePeriodSeconds: integer(60, 86_400),
  SqsManagedSseEnabled: boolean,
};
const FIFO_ONLY: Readonly<Record<string, Check>> = {
  FifoQueue: oneOf('true'),
  ContentBasedDeduplication: boolean,
  DeduplicationScope: oneOf('messageGroup', 'queue'),
  FifoThroughputLimit: oneOf('perQueue', 'perMessageGroupId'),
};

/** Attributes that only GetQueueAttributes knows. */
const COMPUTED_ATTRIBUTES: ReadonlySet<string> = new Set([
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
]);

const DEFAULTS: QueueAttributes = {
  DelaySeconds: '0',
  MaximumMessageSize: String(LARGEST_MESSAGE_BYTES),
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
  VisibilityTimeout: '30',
};
const FIFO_DEFAULTS: QueueAttributes = {
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoQueue: 'true',
  FifoThroughputLimit: 'perQueue',
};

export const defaultAttributes = (fifo: boolean): QueueAttributes =>
  fifo ? { ...DEFAULTS, ...FIFO_DEFAULTS } : DEFAULTS;

export const isAttribute = (name: string): boolean =>
  Object.hasOwn(COMMON, name) || Object.hasOwn(FIFO_ONLY, name) || COMPUTED_ATTRIBUTES.has(name);

/** Each attribute in AWS's form. Throws InvalidAttributeName or InvalidAttributeValue for the first that is wrong. */
export function checkAttributes(given: QueueAttributes, fifo: boolean): QueueAttributes {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(COMMON, name)
      ? COMMON[name]
      : fifo && Object.hasOwn(FIFO_ONLY, name) && FIFO_ONLY[name];
    if (!check) throw unknownAttribute(name);
    const text = check(name === 'FifoQueue' ? value.toLowerCase() : value);
    if (text === undefined) throw invalidAttributeValue(value, name);
    checked[name] = text;
  }
  return checked;
}

/** The attributes after a change that is checked already. Throws when they do not go together. */
export function changedAttributes(current: QueueAttributes, changes: QueueAttributes): QueueAttributes {
  const next: Record<string, string> = { ...current, ...changes };
  if (changes.KmsMasterKeyId) {
    next.SqsManagedSseEnabled = 'false';
    next.KmsDataKeyReusePeriodSeconds ??= '300';
  } else if (changes.SqsManagedSseEnabled === 'true') next.KmsMasterKeyId = '';
  if (!next.KmsMasterKeyId) delete next.KmsDataKeyReusePeriodSeconds;
  for (const name of ['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId'])
    if (next[name] === '') delete next[name];
  if (next.FifoThroughputLimit === 'perMessageGroupId' && next.DeduplicationScope !== 'messageGroup')
    throw invalidAttributeValue(
      'perMessageGroupId',
      'FifoThroughputLimit',
      'It is allowed only when DeduplicationScope is messageGroup.',
    );
  return next;
}

/** Parsed once, when the attributes change. */
export function settingsOf(attributes: QueueAttributes): Settings {
  const ms = (name: string) => Number(attributes[name] ?? 0) * 1_000;
  return {
    delayMs: ms('DelaySeconds'),
    visibilityMs: ms('VisibilityTimeout'),
    retentionMs: ms('MessageRetentionPeriod'),
    waitMs: ms('ReceiveMessageWaitTimeSeconds'),
    largestMessageBytes: Number(attributes.MaximumMessageSize),
    contentBasedDeduplication: attributes.ContentBasedDeduplication === 'true',
    deduplicatesPerGroup: attributes.DeduplicationScope === 'messageGroup',
    redrive: attributes.RedrivePolicy ? redriveOf(attributes.RedrivePolicy) : undefined,
    redriveAllow: attributes.RedriveAllowPolicy ? redriveAllowOf(attributes.RedriveAllowPolicy) : undefined,
    policy: attributes.Policy ? compileQueuePolicy(attributes.Policy) : undefined,
  };
}
