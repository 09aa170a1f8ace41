/** An agent's sign of life: while it works, at most one message a minute from each of its environments. */
import type { Message } from '../../contracts/message.ts';
import { newMessageId } from '../../domain/ids.ts';
import type { Clock } from './clock.ts';
import type { Tally } from './observe.ts';
import type { Publish } from './publish.ts';

const INTERVAL_MS = 60_000;

/** Counts what an invocation did, and publishes when a minute has passed since the last time. A lost one is no failure. */
export type Heartbeat = (tally: Tally, now: Date) => Promise<void>;

export function createHeartbeat(agent: string, version: string, publish: Publish, clock: Clock): Heartbeat {
  let last = Number.NEGATIVE_INFINITY;
  let handled = 0;
  let failed = 0;
  return async (tally, now) => {
    handled += tally.handled;
    failed += tally.failed;
    if (now.getTime() - last < INTERVAL_MS) return;
    last = now.getTime();
    const [refused] = await publish([heartbeat(agent, version, { handled, failed }, now, clock)]);
    if (refused) return;
    handled = 0;
    failed = 0;
  };
}

function heartbeat(
  agent: string,
  version: string,
  counts: { handled: number; failed: number },
  now: Date,
  clock: Clock,
): Message {
  const id = newMessageId(now.getTime(), clock.randomBytes(16));
  const at = now.toISOString();
  return {
    id,
    type: 'platform.heartbeat',
    channel: 'system.heartbeats',
    sender: agent,
    priority: 'low',
    correlationId: `heartbeat:${agent}`,
    expects: 'none',
    sentAt: at,
    hops: 0,
    attempt: 1,
    payload: { agent, at, version, ...counts },
  };
}
