/** Makes events: out of what PutEvents got, of what another service hands to a bus, of an archive. */
import type { Engine } from '../../engine/engine.ts';
import { needsWrittenNumbers } from '../../engine/pattern/leaf.ts';
import type { BusEvent, Message } from './model.ts';

export interface EventParts {
  readonly id?: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  /** The detail as it was written: kept when its numbers would not survive. */
  readonly detailText?: string;
  readonly resources?: readonly string[];
  readonly timeMs?: number;
  readonly account?: string;
  readonly region?: string;
}

/** Whole seconds, as AWS writes the time of an event. */
const seconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export function makeMessage(engine: Engine, parts: EventParts): Message {
  const event: BusEvent = {
    version: '0',
    id: parts.id ?? engine.random.uuid(),
    'detail-type': parts.detailType,
    source: parts.source,
    account: parts.account ?? engine.account,
    time: seconds(parts.timeMs ?? engine.clock.now()),
    region: parts.region ?? engine.region,
    resources: parts.resources ?? [],
    detail: parts.detail,
  };
  const { detailText } = parts;
  return detailText !== undefined && needsWrittenNumbers(detailText)
    ? { event, text: withDetail(event, detailText), written: true }
    : { event, text: JSON.stringify(event), written: false };
}

const withDetail = ({ detail: _, ...event }: BusEvent, detailText: string): string =>
  `${JSON.stringify(event).slice(0, -1)}${DETAIL}${detailText}}`;

/** The same event, told apart by the replay that brings it back. */
export function asReplayed(archived: BusEvent | string, replay: string): Message {
  const whole = typeof archived === 'string' ? (JSON.parse(archived) as BusEvent) : archived;
  const { resources, detail, ...head } = whole;
  const event: BusEvent = { ...head, 'replay-name': replay, resources, detail };
  if (typeof archived !== 'string') return { event, text: JSON.stringify(event), written: false };
  return { event, text: withDetail(event, detailOf(archived)), written: true };
}

const DETAIL = ',"detail":';

/** The detail as it stands in the text of an event, where it is the last member. */
export const detailOf = (text: string): string => text.slice(text.indexOf(DETAIL) + DETAIL.length, -1);
