/**
 * Keeps the registry's record of each agent from what agents say of themselves. An acknowledgement says nothing that the
 * heartbeat does not, and comes far more often, so it writes nothing. Needs what every agent needs, and its own state.
 */
import { AGENTS_PARTITION, type AgentRecord } from '../../../contracts/tables/registry.ts';
import { platform } from '../../../systems/platform.ts';
import { defineAgent } from '../../kit/define-agent.ts';
import type { State } from '../../kit/state.ts';
import { afterError, afterHeartbeat } from './agents.ts';

/** Two environments may write at once; each try that loses reads what the other wrote. */
const TRIES = 8;

async function change(
  state: State,
  agent: string,
  next: (before: AgentRecord | undefined) => AgentRecord | undefined,
): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const entry = await state.get<AgentRecord>(AGENTS_PARTITION, agent);
    const after = next(entry?.value);
    if (!after || (await state.put(AGENTS_PARTITION, agent, after, { ifVersion: entry?.version ?? 0 }))) return;
  }
  throw new Error(`The record of ${agent} was changed by others ${TRIES} times running; the message is handled again.`);
}

export const handler = defineAgent(platform, 'registrar', {
  'platform.acknowledged': () => [],
  'platform.escalated': async ({ payload }, { log }) => {
    log.warn('A request was given up.', { sender: payload.sender, reason: payload.reason });
    return [];
  },
  'platform.error': async ({ payload, sentAt }, { log, state }) => {
    const { agent, code, reason, messageId } = payload;
    log.warn('An agent gave a message up.', { agent, code });
    await change(state, agent, (before) => afterError(before, agent, { code, reason, messageId, at: sentAt }));
    return [];
  },
  'platform.heartbeat': async ({ id, payload }, { state }) => {
    await change(state, payload.agent, (before) => afterHeartbeat(before, id, payload));
    return [];
  },
});
