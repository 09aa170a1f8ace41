/** All that can be read over HTTP: routes to their handlers, with what is looked up at most once a second. */
import type { Context } from 'aws-lambda';
import { createHttpFunction, type HttpFunction } from '../../kit/http.ts';
import { memo } from '../../kit/memo.ts';
import { listAgents } from './agents.ts';
import { type ChannelsDeps, listChannels, lookAtChannels, openLetters } from './channels.ts';
import { getConversation } from './conversations.ts';
import { listDeadLetters } from './dead-letters.ts';
import { getHealth, type HealthDeps, lookAtHealth } from './health.ts';
import { getMessage, getPayload, listMessages } from './messages.ts';

export type ReadDeps = ChannelsDeps & Omit<HealthDeps, 'openDeadLetters'> & Parameters<typeof getPayload>[0];

const HOLDS_MS = 1_000;
/** Ages come from a metric that moves once a minute, and each look costs money. */
const AGES_HOLD_MS = 15_000;

export function createRead(deps: ReadDeps): HttpFunction {
  const nowMs = () => deps.clock.monotonicMs();
  const openDeadLetters = async () => [...(await openLetters(deps.history)).values()].reduce((sum, n) => sum + n, 0);
  const channels = perContext(nowMs, (context) => lookAtChannels({ ...deps, oldestAgesS: ages }, context));
  const health = perContext(nowMs, (context) => lookAtHealth({ ...deps, openDeadLetters }, context));

  let asked: readonly string[] = [];
  const kept = memo(AGES_HOLD_MS, nowMs, () => deps.oldestAgesS(asked));
  const ages = async (names: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    asked = names;
    return kept().catch((error) => {
      deps.log.warn('CloudWatch did not tell the ages of messages.', { reason: String(error) });
      return new Map();
    });
  };

  return createHttpFunction<'api/read'>(
    {
      'GET /v1/messages': listMessages(deps),
      'GET /v1/messages/{id}': getMessage(deps),
      'GET /v1/messages/{id}/payload': getPayload(deps),
      'GET /v1/conversations/{correlationId}': getConversation(deps),
      'GET /v1/agents': listAgents(deps),
      'GET /v1/channels': listChannels(channels),
      'GET /v1/health': getHealth(health),
      'GET /v1/dead-letters': listDeadLetters(deps),
    },
    deps.log,
  );
}

/** The context gives the account alone, which is the same for every request. */
function perContext<T>(nowMs: () => number, look: (context: Context) => Promise<T>): (context: Context) => Promise<T> {
  let current: Context | undefined;
  const kept = memo(HOLDS_MS, nowMs, () => look(current as Context));
  return (context) => {
    current = context;
    return kept();
  };
}
