/**
 * One deployment of the systems: its settings, its declarations, and the names and ARNs of its parts. Stacks find each other's
 * resources by these names, not by exports, so that each stack can be changed by itself.
 */
import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib';
import type { AgentDefinition, ChannelDefinition, System } from '../contracts/system.ts';
import { lanesOf } from '../domain/lanes.ts';
import { deadLetterQueueName, functionName, payloadsBucketName, queueName, stagePrefix } from '../domain/naming.ts';
import { agentIdOf } from '../domain/system.ts';
import type { Settings } from './settings.ts';

export interface Agent extends AgentDefinition {
  /** `fleet.analyst` */
  readonly id: string;
}

export interface Subscription {
  readonly agent: Agent;
  readonly channel: string;
  readonly queues: readonly { readonly name: string; readonly lane: string }[];
  readonly deadLetterQueue: string;
}

export interface Stage {
  readonly settings: Settings;
  /** The folder of the built functions. */
  readonly bundle: string;
  /** `signalbox-dev` */
  readonly prefix: string;
  readonly bus: string;
  readonly registryTable: string;
  readonly historyTable: string;
  readonly historyQueue: string;
  readonly deadlinesQueue: string;
  readonly deadlineChecksQueue: string;
  readonly scheduleGroup: string;
  readonly adminKeySecret: string;
  readonly agents: readonly Agent[];
  /** Channels of all systems, by name. */
  readonly channels: Readonly<Record<string, ChannelDefinition>>;
  readonly subscriptions: readonly Subscription[];
}

/** Made by `npm run build`. */
export const FUNCTIONS_BUNDLE = 'dist/functions';
export const DEFAULT_TIMEOUT_S = 30;
export const DEFAULT_MEMORY_MB = 512;

export function describeStage(settings: Settings, systems: readonly System[], bundle: string): Stage {
  const prefix = stagePrefix(settings.stage);
  const channels = Object.assign({}, ...systems.map((system) => system.channels)) as Record<string, ChannelDefinition>;
  const agents = systems.flatMap((system) =>
    Object.entries(system.agents).map(([name, agent]) => ({ ...agent, id: agentIdOf(system, name) })),
  );
  return {
    settings,
    bundle,
    prefix,
    bus: prefix,
    registryTable: `${prefix}-registry`,
    historyTable: `${prefix}-history`,
    historyQueue: `${prefix}-history`,
    deadlinesQueue: `${prefix}-deadlines`,
    deadlineChecksQueue: `${prefix}-deadline-checks`,
    scheduleGroup: `${prefix}-deadlines`,
    adminKeySecret: `${prefix}/admin-key`,
    agents,
    channels,
    subscriptions: agents.flatMap((agent) =>
      agent.subscribes.map((channel) => ({
        agent,
        channel,
        queues: lanesOf(channels[channel]?.lanes ?? 'single').map(({ lane }) => ({
          lane,
          name: queueName(prefix, agent.id, channel, lane),
        })),
        deadLetterQueue: deadLetterQueueName(prefix, agent.id, channel),
      })),
    ),
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
const LONGEST_QUEUE_NAME = 80;

/** Throws when a name that follows from the declaration is longer than SQS takes. */
export function checkNames({ subscriptions }: Stage): void {
  const names = subscriptions.flatMap(({ queues, deadLetterQueue }) => [
    ...queues.map(({ name }) => name),
    deadLetterQueue,
  ]);
  const tooLong = names.filter(({ length }) => length > LONGEST_QUEUE_NAME);
  if (tooLong.length === 0) return;
  throw new Error(
    `Queue names take ${LONGEST_QUEUE_NAME} characters; too long: ${tooLong.join(', ')}. Shorten the agent's or the channel's name in systems/.`,
  );
}

/** A bucket's name is one for all accounts, so it has the account in it. */
export const payloadsBucket = ({ account, region }: Stack, { prefix }: Stage): string =>
  payloadsBucketName(prefix, account, region);
export const objectsArn = (stack: Stack, stage: Stage, keys: string): string =>
  Arn.format(
    { service: 's3', region: '', account: '', resource: payloadsBucket(stack, stage), resourceName: keys },
    stack,
  );

/** Channels that clients may send to. */
export const inputChannels = ({ channels }: Stage): string[] =>
  Object.keys(channels).filter((name) => channels[name]?.group === 'input');

/** The dead-letter queue of a queue of the platform's own. */
export const deadLetterName = (queue: string): string => `${queue}--dead`;
export const agentFunctionName = (stage: Stage, agent: Agent): string => functionName(stage.prefix, agent.id);

const arn = (stack: Stack, service: string, resource: string, resourceName?: string): string =>
  Arn.format(
    {
      service,
      resource,
      ...(resourceName && { resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME }),
      ...(!resourceName && { arnFormat: ArnFormat.NO_RESOURCE_NAME }),
    },
    stack,
  );

export const queueArn = (stack: Stack, name: string): string => arn(stack, 'sqs', name);
export const busArn = (stack: Stack, name: string): string => arn(stack, 'events', 'event-bus', name);
export const tableArn = (stack: Stack, name: string): string => arn(stack, 'dynamodb', 'table', name);
export const ruleArn = (stack: Stack, bus: string, name: string): string =>
  arn(stack, 'events', 'rule', `${bus}/${name}`);
/** Secrets Manager adds six characters to the name. */
export const secretArn = (stack: Stack, name: string): string =>
  Arn.format(
    {
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${name}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    },
    stack,
  );
export const scheduleArn = (stack: Stack, group: string): string => arn(stack, 'scheduler', 'schedule', `${group}/*`);
