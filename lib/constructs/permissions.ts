/** Permissions in this project's words. Each is as narrow as AWS lets it be. */
import type { Stack } from 'aws-cdk-lib';
import { SOURCE_PREFIX } from '../../contracts/cloud-event.ts';
import { HISTORY_INDEXES, messageKey } from '../../contracts/tables/history.ts';
import { claimKey, REDELIVERED_PARTITION, stateKey, stateKeyPattern } from '../../contracts/tables/registry.ts';
import { payloadsOf } from '../../domain/naming.ts';
import { type Agent, busArn, objectsArn, queueArn, type Stage, tableArn } from '../stage.ts';
import type { Permission } from './signalbox-function.ts';

/** What the platform publishes in every agent's name. */
const IN_EVERY_NAME = ['platform.acknowledged', 'platform.heartbeat'];

const leadingKeys = (patterns: readonly string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': patterns },
});

/** To publish as one sender and nobody else, and only these types. */
export const publishAs = (stack: Stack, stage: Stage, sender: string, types: readonly string[]): Permission => ({
  actions: ['events:PutEvents'],
  resources: [busArn(stack, stage.bus)],
  conditions: { StringEquals: { 'events:source': `${SOURCE_PREFIX}${sender}`, 'events:detail-type': types } },
});

/** What an agent needs, from its declaration. */
export function agentPermissions(stack: Stack, stage: Stage, agent: Agent): Permission[] {
  const ownKeys = [
    agent.keepsState ? stateKeyPattern(agent.id) : stateKey(agent.id, REDELIVERED_PARTITION),
    ...(agent.effects === 'once' ? [`${claimKey(agent.id)}#*`] : []),
  ];
  const deadLetterQueues = stage.subscriptions
    .filter((subscription) => subscription.agent.id === agent.id)
    .map(({ deadLetterQueue }) => queueArn(stack, deadLetterQueue));
  return [
    publishAs(stack, stage, agent.id, [...agent.publishes, ...IN_EVERY_NAME]),
    {
      actions: ['dynamodb:BatchWriteItem'],
      resources: [tableArn(stack, stage.historyTable)],
      conditions: leadingKeys([messageKey('*')]),
    },
    { actions: ['sqs:SendMessage'], resources: deadLetterQueues },
    ...storePayloads(stack, stage, channelsPublished(stage, agent)),
    ...fetchPayloads(stack, stage, agent.subscribes),
    useRows(stack, stage.registryTable, ownKeys),
  ];
}

const WHY_KEYS = 'Each payload is an object of its own, named after its message; the pattern is one channel.';

/** To put payloads aside that are too large for the bus, of messages of these channels. */
export const storePayloads = (stack: Stack, stage: Stage, channels: readonly string[]): Permission[] =>
  onPayloads(stack, stage, 's3:PutObject', channels);

/** To bring them back. */
export const fetchPayloads = (stack: Stack, stage: Stage, channels: readonly string[]): Permission[] =>
  onPayloads(stack, stage, 's3:GetObject', channels);

const onPayloads = (stack: Stack, stage: Stage, action: string, channels: readonly string[]): Permission[] =>
  channels.length === 0
    ? []
    : [
        {
          actions: [action],
          resources: channels.map((channel) => objectsArn(stack, stage, `${payloadsOf(channel)}*`)),
          whyPattern: WHY_KEYS,
        },
      ];

/** Channels that carry a type that the agent publishes. */
const channelsPublished = ({ channels }: Stage, { publishes }: Agent): string[] =>
  Object.keys(channels).filter((name) => channels[name]?.carries.some((type) => publishes.includes(type)));

/** To read and write rows whose partition key matches. */
export const useRows = (stack: Stack, table: string, patterns: readonly string[]): Permission => ({
  actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
  resources: [tableArn(stack, table)],
  conditions: leadingKeys(patterns),
});

export const consume = (stack: Stack, queues: readonly string[]): Permission => ({
  actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
  resources: queues.map((name) => queueArn(stack, name)),
});

export const sendTo = (stack: Stack, queues: readonly string[]): Permission => ({
  actions: ['sqs:SendMessage'],
  resources: queues.map((name) => queueArn(stack, name)),
});

/** To read the history and its indexes. */
export const readHistory = (stack: Stack, stage: Stage): Permission => ({
  actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
  resources: [
    tableArn(stack, stage.historyTable),
    ...Object.keys(HISTORY_INDEXES).map((index) => `${tableArn(stack, stage.historyTable)}/index/${index}`),
  ],
});
