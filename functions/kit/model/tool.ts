/** Models as a tool of agents: what an agent asks while it handles a message is paid, kept and measured for that message. */
import type { OpenTool } from '../open-tool.ts';
import type { Model } from './model.ts';
import { openModels } from './open-model.ts';

/** Agents' time unless their declaration says otherwise (contracts/system.ts). */
const TIMEOUT_S = 30;
/** What is left to the agent after its last call: to publish, to record, to tell what failed. */
const AFTERWARDS_MS = 2000;

/** For agents that need `model`. */
export const model: OpenTool<Model> = ({ id, system, definition, clock, publish }) => {
  const give = openModels({ id, system, use: definition.model, clock, publish });
  const withinMs = (definition.timeoutS ?? TIMEOUT_S) * 1000 - AFTERWARDS_MS;
  return (message) => give({ conversation: message.correlationId, messageId: message.id, withinMs });
};
