/** Which subscription a queue belongs to: names of queues cannot be taken apart, so all that may be are known by name. */
import type { Catalogue, KnownAgent, KnownChannel } from '../../domain/catalogue.ts';
import {
  deadLetterQueueName,
  deadLetterQueueOf,
  PLATFORM_QUEUES,
  platformQueueName,
  queueName,
} from '../../domain/naming.ts';

/** One agent on one channel. */
export interface Subscription {
  readonly agent: KnownAgent;
  readonly channel: KnownChannel;
}

export const subscriptionsOf = ({ channels }: Catalogue): Subscription[] =>
  [...channels.values()].flatMap((channel) => channel.subscribers.map((agent) => ({ agent, channel })));

/** Ids of the agents that subscribe to a channel. */
export const subscriberIds =
  ({ channels }: Catalogue) =>
  (channel: string): string[] =>
    channels.get(channel)?.subscribers.map(({ id }) => id) ?? [];

/** Who takes what a queue holds, for the platform's own queues too. */
export interface Owner {
  readonly agent: string;
  readonly channel: string;
  /** Queues that lead to the same dead-letter queue, by name, with their lanes. */
  readonly queues: readonly { readonly lane: string; readonly name: string }[];
}

/** Who reads the platform's own queues. */
const READERS: Readonly<Record<(typeof PLATFORM_QUEUES)[number], string>> = {
  history: 'platform.recorder',
  deadlines: 'platform.deadlines',
  'deadline-checks': 'platform.deadlines',
  answers: 'platform.answers',
  triggers: 'platform.triggers',
  transitions: 'platform.transitions',
};

/** Owners by the name of their dead-letter queue. */
export function deadLetterOwners(catalogue: Catalogue, prefix: string): ReadonlyMap<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const { agent, channel } of subscriptionsOf(catalogue)) {
    const queues = channel.laneNames.map((lane) => ({ lane, name: queueName(prefix, agent.id, channel.name, lane) }));
    owners.set(deadLetterQueueName(prefix, agent.id, channel.name), { agent: agent.id, channel: channel.name, queues });
  }
  for (const queue of PLATFORM_QUEUES) {
    const name = platformQueueName(prefix, queue);
    owners.set(deadLetterQueueOf(name), { agent: READERS[queue], channel: queue, queues: [{ lane: 'all', name }] });
  }
  return owners;
}
