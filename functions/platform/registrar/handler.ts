/**
 * Keeps the registry's record of each agent from what agents say of themselves. An acknowledgement says nothing that the
 * heartbeat does not, and comes far more often, so it writes nothing. Needs what every agent needs, and its own state.
 */
import { AGENTS_PARTITION, type AgentRecord } from '../../../contracts/tables/registry.ts';
import { platform } from '../../../systems/platform.ts';
import { change } from '../../kit/change.ts';
import { defineAgent } from '../../kit/define-agent.ts';
import type { State } from '../../kit/state.ts';
import { afterError, afterHeartbeat } from './agents.ts';

const changeRecord = (
  state: State,
  agent: string,
  next: (before: AgentRecord | undefined) => AgentRecord | undefined,
): Promise<void> =>
  change<AgentRecord, void>(state, AGENTS_PARTITION, agent, (before) => ({ value: next(before), result: undefined }));

export const handler = defineAgent(platform, 'registrar', {
  'platform.acknowledged': () => [],
  'platform.escalated': async ({ payload }, { log }) => {
    log.warn('A request was given up.', { sender: payload.sender, reason: payload.reason });
    return [];
  },
  'platform.error': async ({ payload, sentAt }, { log, state }) => {
    const { agent, code, reason, messageId } = payload;
    log.warn('An agent gave a message up.', { agent, code });
    await changeRecord(state, agent, (before) => afterError(before, agent, { code, reason, messageId, at: sentAt }));
    return [];
  },
  'platform.heartbeat': async ({ id, payload }, { state }) => {
    await changeRecord(state, payload.agent, (before) => afterHeartbeat(before, id, payload));
    return [];
  },
});
