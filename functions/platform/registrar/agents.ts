/** What the registry keeps of an agent, moved on by what the agent tells of itself. Pure. */
import type { AgentRecord } from '../../../contracts/tables/registry.ts';

/** As many messages as may come again while others came between. */
const REMEMBERED = 32;

export interface Heartbeat {
  readonly agent: string;
  readonly at: string;
  readonly version: string;
  readonly handled: number;
  readonly failed: number;
}

const unknown = (agent: string): AgentRecord => ({ agent, handled: 0, failed: 0, counted: [] });

const later = (a: string | undefined, b: string): string => (a !== undefined && a > b ? a : b);

/** Undefined when the message was counted before: nothing changes. */
export function afterHeartbeat(
  before: AgentRecord | undefined,
  messageId: string,
  { agent, at, version, handled, failed }: Heartbeat,
): AgentRecord | undefined {
  const record = before ?? unknown(agent);
  if (record.counted.includes(messageId)) return undefined;
  const isNewest = record.lastSeenAt === undefined || at >= record.lastSeenAt;
  return {
    ...record,
    ...((isNewest || record.version === undefined) && { version }),
    lastSeenAt: later(record.lastSeenAt, at),
    handled: record.handled + handled,
    failed: record.failed + failed,
    counted: [...record.counted, messageId].slice(-REMEMBERED),
  };
}

/** Undefined when a later error stands there. */
export function afterError(
  before: AgentRecord | undefined,
  agent: string,
  error: NonNullable<AgentRecord['lastError']>,
): AgentRecord | undefined {
  const record = before ?? unknown(agent);
  if (record.lastError && record.lastError.at >= error.at) return undefined;
  return { ...record, lastError: error };
}
