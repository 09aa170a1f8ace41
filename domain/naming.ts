/** Physical names, from what they stand for. One place, so that deploy time and run time agree without passing lists. */
import type { Lane } from '../contracts/channel.ts';

/** `signalbox-dev`: the first words of every name in a stage. */
export const stagePrefix = (stage: string): string => `signalbox-${stage}`;

const dashed = (dotted: string): string => dotted.replaceAll('.', '-');

/** The queue of one subscription's lane: `signalbox-dev-fleet-analyst--fleet-analysis-request--critical`. */
export const queueName = (prefix: string, agent: string, channel: string, lane: Lane): string =>
  `${prefix}-${dashed(agent)}--${dashed(channel)}--${lane}`;

/** The dead-letter queue of one subscription, for all its lanes. */
export const deadLetterQueueName = (prefix: string, agent: string, channel: string): string =>
  `${prefix}-${dashed(agent)}--${dashed(channel)}--dead`;

/** The dead-letter queue that belongs to a queue, a lane's or the platform's own, by its name or ARN. */
export const deadLetterQueueOf = (queue: string): string => `${queue.replace(/--[a-z]+$/, '')}--dead`;

/** The platform's own queues: `signalbox-dev-history`. */
export const PLATFORM_QUEUES = [
  'history',
  'deadlines',
  'deadline-checks',
  'answers',
  'triggers',
  'transitions',
] as const;
export const platformQueueName = (prefix: string, queue: (typeof PLATFORM_QUEUES)[number]): string =>
  `${prefix}-${queue}`;

/** The lane of a queue, by its name or ARN. */
export const laneOfQueue = (queue: string): Lane => queue.slice(queue.lastIndexOf('--') + 2) as Lane;

export const functionName = (prefix: string, agent: string): string => `${prefix}-${dashed(agent)}`;

/** The state machine of a workflow, and the alias that points at its live version: `signalbox-dev-workflow-weekly-report`. */
export const machineName = (prefix: string, workflow: string): string => `${prefix}-workflow-${workflow}`;
export const LIVE_ALIAS = 'live';
/** The rule that brings a workflow the messages that start it or that its steps wait for. */
export const workflowRuleName = (prefix: string, workflow: string): string => `${prefix}-workflow-${workflow}`;
/** The function that carries out what steps of workflows ask. */
export const stepsFunctionName = (prefix: string): string => `${prefix}-platform-steps`;
/** The role of workflows that are registered at run time. */
export const workflowRoleName = (prefix: string): string => `${prefix}-workflows`;
/** The one log group of all workflows' machines. Step Functions' own prefix keeps the resource policy of the logs short. */
export const workflowLogGroupName = (prefix: string): string => `/aws/vendedlogs/states/${prefix}-workflows`;
/** The group of schedules: deadlines, and times that start workflows. */
export const scheduleGroupName = (prefix: string): string => `${prefix}-deadlines`;
/** The role as which Scheduler puts a time that starts a workflow into the queue `triggers`. */
export const workflowSchedulerRoleName = (prefix: string): string => `${prefix}-workflow-schedules`;

/** The bucket for payloads that are too large for the bus. Names of buckets are one for all accounts. */
export const payloadsBucketName = (prefix: string, account: string, region: string): string =>
  `${prefix}-payloads-${account}-${region}`;
/** Keys of payloads of one channel: `payloads/fleet.telemetry.received/`. */
export const payloadsOf = (channel: string): string => `payloads/${channel}/`;
/** Keys of what clients have uploaded. */
export const UPLOADS = 'uploads/';
/** Keys of the files that an agent keeps: `files/planner.writer/`. */
export const filesOf = (agent: string): string => `files/${agent}/`;
/** Keys of what a system makes in executions: `artefacts/studio/`. */
export const artefactsOf = (system: string): string => `artefacts/${system}/`;
