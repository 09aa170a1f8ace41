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
export const PLATFORM_QUEUES = ['history', 'deadlines', 'deadline-checks'] as const;
export const platformQueueName = (prefix: string, queue: (typeof PLATFORM_QUEUES)[number]): string =>
  `${prefix}-${queue}`;

/** The lane of a queue, by its name or ARN. */
export const laneOfQueue = (queue: string): Lane => queue.slice(queue.lastIndexOf('--') + 2) as Lane;

export const functionName = (prefix: string, agent: string): string => `${prefix}-${dashed(agent)}`;

/** The bucket for payloads that are too large for the bus. Names of buckets are one for all accounts. */
export const payloadsBucketName = (prefix: string, account: string, region: string): string =>
  `${prefix}-payloads-${account}-${region}`;
/** Keys of payloads of one channel: `payloads/fleet.telemetry.received/`. */
export const payloadsOf = (channel: string): string => `payloads/${channel}/`;
/** Keys of what clients have uploaded. */
export const UPLOADS = 'uploads/';
