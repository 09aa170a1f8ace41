/** The live view: a picture of the stage as lines of text. Pure; screen.ts puts them on the terminal. */
import type { Activity } from './activity.ts';
import { columns } from './table.ts';

export interface VehicleLine {
  readonly id: string;
  readonly condition: string;
  readonly readings: number;
  /** `bearing-wear, 1,240 km left` */
  readonly finding: string;
}

/** What GET /v1/channels says, as far as it is shown. */
export interface ChannelState {
  readonly name: string;
  readonly subscriptions: readonly {
    readonly agent: string;
    readonly lanes: readonly { readonly lane: string; readonly depth: number; readonly inFlight: number }[];
    readonly deadLetters: { readonly open: number };
  }[];
}

export interface Picture {
  readonly title: string;
  readonly nowMs: number;
  readonly startedMs: number;
  readonly vehicles: readonly VehicleLine[];
  readonly channels: readonly ChannelState[];
  readonly activity: Pick<Activity, 'agents' | 'channels'>;
  readonly latest: readonly string[];
}

/** An agent that has handled something within this time is shown as working. */
const WORKING_MS = 1_500;
const VEHICLES_SHOWN = 12;
/** Conditions in the order of who is looked at first. */
const CONDITIONS = ['critical', 'warning', 'watch', 'healthy'];

const dashed = (dotted: string): string => dotted.replaceAll('.', '-');
const number = (value: number): string => value.toLocaleString('en');

export function render(picture: Picture): string[] {
  const { title, nowMs, startedMs, latest } = picture;
  const seconds = Math.floor((nowMs - startedMs) / 1000);
  const clock = `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  return [
    `${title}  ${clock}`,
    '',
    ...vehicleLines(picture),
    '',
    ...channelLines(picture),
    '',
    ...agentLines(picture),
    '',
    'latest messages',
    ...latest.map((line) => `  ${line}`),
  ];
}

function vehicleLines({ vehicles }: Picture): string[] {
  const rank = ({ condition }: VehicleLine) => CONDITIONS.indexOf(condition);
  const shown = [...vehicles].sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id)).slice(0, VEHICLES_SHOWN);
  const rows = shown.map(({ id, condition, readings, finding }) => [id, condition, number(readings), finding]);
  const more = vehicles.length > shown.length ? [`… and ${vehicles.length - shown.length} more`] : [];
  return [...columns([['vehicle', 'condition', 'readings', 'finding'], ...rows]), ...more];
}

function channelLines({ channels, activity }: Picture): string[] {
  const rows = channels.map(({ name, subscriptions }) => {
    const lanes = subscriptions.flatMap((subscription) => subscription.lanes);
    const waiting = lanes.reduce((sum, { depth }) => sum + depth, 0);
    const critical = lanes.filter(({ lane }) => lane === 'critical').reduce((sum, { depth }) => sum + depth, 0);
    const dead = subscriptions.reduce((sum, { deadLetters }) => sum + deadLetters.open, 0);
    const inFlight = lanes.reduce((sum, lane) => sum + lane.inFlight, 0);
    return [
      name,
      number(waiting),
      number(critical),
      number(inFlight),
      number(activity.channels.get(dashed(name)) ?? 0),
      number(dead),
    ];
  });
  return columns([['channel', 'waiting', 'critical', 'in flight', 'handled', 'dead'], ...rows]);
}

function agentLines({ channels, activity, nowMs }: Picture): string[] {
  const names = [...new Set(channels.flatMap(({ subscriptions }) => subscriptions.map(({ agent }) => agent)))].sort();
  const rows = names.map((name) => {
    const { handled = 0, failed = 0, lastMs = 0 } = activity.agents.get(dashed(name)) ?? {};
    const state = lastMs === 0 ? 'not yet called' : nowMs - lastMs < WORKING_MS ? 'working' : 'idle';
    return [name, state, number(handled), failed > 0 ? `${number(failed)} failed` : ''];
  });
  return columns([['agent', 'state', 'handled', ''], ...rows]);
}
