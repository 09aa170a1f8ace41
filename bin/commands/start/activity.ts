/** What goes on in the stage, counted from the cloud's ledger: batches of each agent, messages that went through each channel. */
import type { Trace } from '../../../local/engine/traces.ts';

export interface AgentActivity {
  readonly handled: number;
  readonly failed: number;
  /** Epoch ms of the latest batch. */
  readonly lastMs: number;
}

export interface Activity {
  /** By agent as it stands in queue names: `fleet-analyst`. */
  readonly agents: ReadonlyMap<string, AgentActivity>;
  /** Messages that left each channel's queues, by channel as it stands in queue names: `fleet-telemetry`. */
  readonly channels: ReadonlyMap<string, number>;
  see(trace: Trace): void;
}

/** `signalbox-dev-fleet-analyst--fleet-analysis-request--critical` */
const QUEUE = /:signalbox-[a-z]+-(?<agent>[a-z-]+?)--(?<channel>[a-z-]+)--[a-z]+$/;

export function createActivity(): Activity {
  const agents = new Map<string, AgentActivity>();
  const channels = new Map<string, number>();
  return {
    agents,
    channels,
    see({ action, resource = '', detail, atMs }) {
      if (action !== 'event-source-batch') return;
      const { agent, channel } = QUEUE.exec(resource)?.groups ?? {};
      if (!agent || !channel) return;
      const before = agents.get(agent) ?? { handled: 0, failed: 0, lastMs: 0 };
      const [removed, failed] = [Number(detail?.removed ?? 0), Number(detail?.failed ?? 0)];
      agents.set(agent, { handled: before.handled + removed, failed: before.failed + failed, lastMs: atMs });
      channels.set(channel, (channels.get(channel) ?? 0) + removed);
    },
  };
}
