/**
 * GET /v1/channels: per channel, agent and lane what waits, what is under way, how old the oldest is, and what is dead. Depths
 * are at most a second old; ages are what CloudWatch has, up to a minute or two behind, and null when it has none.
 */
import type { Context } from 'aws-lambda';
import { deadLetterRow, OPEN_LETTERS } from '../../../contracts/tables/history.ts';
import type { Catalogue } from '../../../domain/catalogue.ts';
import { deadLetterQueueName, queueName } from '../../../domain/naming.ts';
import { subscriptionsOf } from '../../kit/catalogue.ts';
import type { HistoryReader } from '../../kit/history.ts';
import type { HttpHandler } from '../../kit/http.ts';
import type { QueueState } from './queues.ts';

export interface ChannelsDeps {
  readonly catalogue: Catalogue;
  readonly prefix: string;
  readonly history: HistoryReader;
  /** By queue name. */
  readonly queueState: (name: string, context: Context) => Promise<QueueState>;
  readonly oldestAgesS: (names: readonly string[]) => Promise<ReadonlyMap<string, number>>;
}

type Ages = ReadonlyMap<string, number>;

export const listChannels =
  (look: (context: Context) => Promise<readonly unknown[]>): HttpHandler =>
  async ({ context }) => ({ status: 200, body: { channels: await look(context) } });

export async function lookAtChannels(deps: ChannelsDeps, context: Context) {
  const { catalogue, prefix } = deps;
  const subscriptions = subscriptionsOf(catalogue);
  const names = subscriptions.flatMap(({ agent, channel }) =>
    channel.laneNames.map((lane) => queueName(prefix, agent.id, channel.name, lane)),
  );
  const [ages, open] = await Promise.all([deps.oldestAgesS(names), openLetters(deps.history)]);
  return Promise.all(
    [...catalogue.channels.values()].map(
      async ({ name, title, group, carries, laneNames, open: isInput, subscribers }) => ({
        ...{ name, title, group, carries, input: isInput },
        subscriptions: await Promise.all(
          subscribers.map(async ({ id }) => ({
            agent: id,
            lanes: await Promise.all(
              laneNames.map((lane) => laneState(deps, queueName(prefix, id, name, lane), lane, ages, context)),
            ),
            deadLetters: {
              open: open.get(deadLetterRow(id, name)) ?? 0,
              arriving: await deps
                .queueState(deadLetterQueueName(prefix, id, name), context)
                .then(({ depth, inFlight }) => depth + inFlight),
            },
          })),
        ),
      }),
    ),
  );
}

async function laneState(deps: ChannelsDeps, queue: string, lane: string, ages: Ages, context: Context) {
  const state = await deps.queueState(queue, context);
  const isEmpty = state.depth + state.inFlight + state.delayed === 0;
  return { lane, ...state, oldestAgeS: isEmpty ? 0 : (ages.get(queue) ?? null) };
}

/** How many open dead letters each subscription has, by the sort key of their rows: the index alone says it. */
export async function openLetters(history: HistoryReader): Promise<ReadonlyMap<string, number>> {
  const keys = await history.keys('byDeadLetter', { partition: OPEN_LETTERS });
  return new Map([...Map.groupBy(keys, ({ sk }) => sk)].map(([sk, of]) => [sk, of.length]));
}
