/** Keeps the live view up to date while the demo plays: what the API says of channels and findings, and the cloud's ledger. */
import type { Message } from '../../../contracts/message.ts';
import type { Analysis } from '../../../domain/fleet/analysis.ts';
import type { Running } from '../boot.ts';
import type { Activity } from './activity.ts';
import type { ApiClient } from './api-client.ts';
import type { Screen } from './screen.ts';
import { type ChannelState, render, type VehicleLine } from './view.ts';

const DRAW_EVERY_MS = 400;
const LATEST_SHOWN = 5;
const FINDINGS = '/v1/messages?channel=fleet.analysis.result&limit=100';

export interface Live {
  /** Draws a last time and leaves the picture. */
  end(): Promise<void>;
}

export interface LiveOptions {
  readonly running: Running;
  readonly api: ApiClient;
  readonly activity: Activity;
  readonly screen: Screen;
  readonly title: () => string;
}

export function startLive({ running: { apiUrl }, api, activity, screen, title }: LiveOptions): Live {
  const vehicles = new Map<string, VehicleLine>();
  const startedMs = Date.now();
  let latest: readonly Message[] = [];
  let channels: readonly ChannelState[] = [];
  let ended = !process.stdout.isTTY;

  async function draw(): Promise<void> {
    const [found, state] = await Promise.all([
      api.get<{ messages: Message[] }>(FINDINGS),
      api.get<{ channels: ChannelState[] }>('/v1/channels'),
    ]);
    for (const message of [...found.messages].reverse()) see(message, vehicles);
    latest = found.messages.slice(0, LATEST_SHOWN);
    channels = state.channels;
    const lines = latest.map(
      ({ sentAt, priority, type, correlationId }) =>
        `${sentAt.slice(11, 23)}  ${priority.padEnd(8)}  ${type}  ${correlationId}`,
    );
    screen.draw(
      render({
        title: `${title()}  ${apiUrl}`,
        nowMs: Date.now(),
        startedMs,
        vehicles: [...vehicles.values()],
        channels,
        activity,
        latest: lines,
      }),
    );
  }

  const loop = (async () => {
    while (!ended) {
      await draw().catch(() => undefined); // the picture stays until the API answers again
      await new Promise((resolve) => setTimeout(resolve, DRAW_EVERY_MS));
    }
  })();

  return {
    async end() {
      ended = true;
      await loop;
      if (process.stdout.isTTY) await draw().catch(() => undefined);
      screen.end();
    },
  };
}

const seen = new Set<string>();

function see({ id, payload }: Message, vehicles: Map<string, VehicleLine>): void {
  const { analysis } = payload as { analysis: Analysis };
  const before = vehicles.get(analysis.vehicleId);
  const isNew = !seen.has(id);
  seen.add(id);
  const life = analysis.prediction?.remainingUsefulLife;
  const left = life ? `${Math.round(life.value).toLocaleString('en')} ${life.unit} left` : '';
  vehicles.set(analysis.vehicleId, {
    id: analysis.vehicleId,
    condition: analysis.condition,
    readings: (before?.readings ?? 0) + (isNew ? analysis.readings.used : 0),
    finding: [analysis.diagnosis?.mode, left].filter(Boolean).join(', '),
  });
}
