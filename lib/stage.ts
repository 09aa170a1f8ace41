/**
 * One deployment of the systems: its settings, its declarations, and the names and ARNs of its parts. Stacks find each other's
 * resources by these names, not by exports, so that each stack can be changed by itself.
 */
import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib';
import * as z from 'zod';
import type { AgentDefinition, ChannelDefinition, System } from '../contracts/system.ts';
import { type WorkflowDefinition, workflowSchema } from '../contracts/workflow.ts';
import { lanesOf } from '../domain/lanes.ts';
import {
  deadLetterQueueName,
  functionName,
  PLATFORM_QUEUES,
  payloadsBucketName,
  platformQueueName,
  queueName,
  scheduleGroupName,
  stagePrefix,
} from '../domain/naming.ts';
import { agentIdOf } from '../domain/system.ts';
import type { Settings } from './settings.ts';

export interface Agent extends AgentDefinition {
  /** `fleet.analyst` */
  readonly id: string;
  /** `fleet` */
  readonly system: string;
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
  readonly answersQueue: string;
  readonly triggersQueue: string;
  readonly transitionsQueue: string;
  /** All that the platform reads for itself, those above. */
  readonly platformQueues: readonly string[];
  readonly scheduleGroup: string;
  readonly adminKeySecret: string;
  readonly agents: readonly Agent[];
  /** Channels of all systems, by name. */
  readonly channels: Readonly<Record<string, ChannelDefinition>>;
  readonly subscriptions: readonly Subscription[];
  /** Those that the systems declare. */
  readonly workflows: readonly WorkflowDefinition[];
}

/** Made by `npm run build`. */
export const FUNCTIONS_BUNDLE = 'dist/functions';
export const DEFAULT_TIMEOUT_S = 30;
export const DEFAULT_MEMORY_MB = 512;

/** Counted from the log of all workflows, so that those registered at run time count too. */
export const WORKFLOW_METRICS = {
  WorkflowsStarted: { event: 'ExecutionStarted', title: 'Started' },
  WorkflowsSucceeded: { event: 'ExecutionSucceeded', title: 'Succeeded' },
  WorkflowsFailed: { event: 'ExecutionFailed', title: 'Failed' },
  WorkflowsTimedOut: { event: 'ExecutionTimedOut', title: 'Timed out' },
} as const;

export function describeStage(settings: Settings, systems: readonly System[], bundle: string): Stage {
  const prefix = stagePrefix(settings.stage);
  const channels = Object.assign({}, ...systems.map((system) => system.channels)) as Record<string, ChannelDefinition>;
  const agents = systems.flatMap((system) =>
    Object.entries(system.agents).map(([name, agent]) => ({
      ...agent,
      id: agentIdOf(system, name),
      system: system.name,
    })),
  );
  return {
    settings,
    bundle,
    prefix,
    bus: prefix,
    registryTable: `${prefix}-registry`,
    historyTable: `${prefix}-history`,
    historyQueue: platformQueueName(prefix, 'history'),
    deadlinesQueue: platformQueueName(prefix, 'deadlines'),
    deadlineChecksQueue: platformQueueName(prefix, 'deadline-checks'),
    answersQueue: platformQueueName(prefix, 'answers'),
    triggersQueue: platformQueueName(prefix, 'triggers'),
    transitionsQueue: platformQueueName(prefix, 'transitions'),
    platformQueues: PLATFORM_QUEUES.map((name) => platformQueueName(prefix, name)),
    scheduleGroup: scheduleGroupName(prefix),
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
    workflows: declaredWorkflows(systems),
  };
}

/** With their defaults. Throws for one that is not well formed, and for two of one id. */
function declaredWorkflows(systems: readonly System[]): WorkflowDefinition[] {
  const known = new Map<string, string>();
  return systems.flatMap(({ name, workflows = [] }) =>
    workflows.map((declared) => {
      const other = known.get(declared.id);
      if (other !== undefined)
        throw new Error(`Systems ${other} and ${name} both declare workflow ${declared.id}: rename one of them.`);
      known.set(declared.id, name);
      const parsed = workflowSchema.safeParse(declared);
      if (parsed.success) return parsed.data;
      throw new Error(
        `Workflow ${declared.id} in systems/${name}.ts is not well formed: ${z.prettifyError(parsed.error)}`,
      );
    }),
  );
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
/** Of the default bus when `bus` is empty. */
export const ruleArn = (stack: Stack, bus: string, name: string): string =>
  arn(stack, 'events', 'rule', bus ? `${bus}/${name}` : name);
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
/** The family of a stage's workflows when `name` is `*`; with a qualifier, one alias or version. */
export const machineArn = (stack: Stack, name: string, qualifier?: string): string =>
  colonArn(stack, 'states', 'stateMachine', qualifier === undefined ? name : `${name}:${qualifier}`);
/** Every execution of a machine. */
export const executionsArn = (stack: Stack, machine: string): string =>
  colonArn(stack, 'states', 'execution', `${machine}:*`);
export const functionArn = (stack: Stack, name: string): string => colonArn(stack, 'lambda', 'function', name);
const colonArn = (stack: Stack, service: string, resource: string, resourceName: string): string =>
  Arn.format({ service, resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME }, stack);

export const scheduleArn = (stack: Stack, group: string, name = '*'): string =>
  arn(stack, 'scheduler', 'schedule', `${group}/${name}`);
export const roleArn = (stack: Stack, name: string): string =>
  Arn.format({ service: 'iam', region: '', resource: 'role', resourceName: name }, stack);
