/**
 * Log groups, their streams, filters and lines. Owns their state and rules; groups, streams and filters go to the store at
 * once, lines behind (lines.ts). Lines that hold metrics in the embedded format, or that a metric filter matches, are told to
 * the metrics port as they arrive.
 */
import type { Cancel } from '../../engine/clock.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Datum, LogLine } from '../../engine/ports.ts';
import { embeddedMetrics, mayHoldMetrics } from './embedded-metrics.ts';
import { exists, noSuchGroup, noSuchStream } from './errors.ts';
import { FLUSH_AFTER_MS, FLUSH_GAP_MS } from './limits.ts';
import { type Chunk, type Lines, openLines } from './lines.ts';
import { type MetricFilter, type Watcher, watcher } from './metric-filter.ts';
import {
  checkSubscription,
  type Subscriber,
  type SubscriptionFilter,
  subscriber,
  withSubscription,
} from './subscription-filter.ts';

export interface Stream {
  readonly name: string;
  readonly createdMs: number;
  firstMs?: number;
  lastMs?: number;
  ingestedMs?: number;
}

interface GroupRow {
  readonly name: string;
  readonly createdMs: number;
  readonly retentionDays?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly filters: readonly MetricFilter[];
  /** Missing in rows that were written before there were any. */
  readonly subscriptions?: readonly SubscriptionFilter[];
  readonly streams: readonly Stream[];
}

export interface Group extends Omit<GroupRow, 'streams' | 'retentionDays' | 'tags' | 'filters' | 'subscriptions'> {
  readonly arn: string;
  retentionDays: number | undefined;
  tags: Readonly<Record<string, string>>;
  filters: readonly MetricFilter[];
  readonly subscriptions: readonly SubscriptionFilter[];
  readonly streams: Map<string, Stream>;
  readonly lines: Lines;
}

interface Held extends Group {
  watchers: readonly Watcher[];
  subscribers: readonly Subscriber[];
}

export type LogStore = ReturnType<typeof openLogStore>;

const DAY_MS = 24 * 3_600_000;

export function openLogStore(engine: Engine) {
  const state = openGroups(engine);
  const { rows, groups, save, held, createGroup, createStream } = state;
  const { write, later, flush } = writeBehind(engine, state);

  return {
    flush,
    createGroup: (name: string, settings?: { tags?: Record<string, string>; retentionDays?: number }): Group =>
      createGroup(name, settings),
    group: (name: string): Group => held(name),
    /** What permissions are asked for: a group (with `:*`, as AWS writes it) or a stream of it. */
    arnOf: (group: string, stream?: string): string =>
      engine.arn('logs', `log-group:${group}:${stream === undefined ? '*' : `log-stream:${stream}`}`),
    findGroup: (name: string): Group | undefined => groups.get(name),
    groups: (): Group[] => [...groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),

    changeGroup(name: string, change: Partial<Pick<Group, 'retentionDays' | 'tags' | 'filters'>>): void {
      const group = held(name);
      Object.assign(group, change);
      if (change.filters) group.watchers = change.filters.map((filter) => watcher(engine, filter));
      save(group);
      later(group);
    },

    ...subscriptions(engine, state),

    deleteGroup(name: string): void {
      const group = held(name);
      group.lines.clear();
      for (const one of group.subscribers) one.end();
      groups.delete(name);
      rows.delete(name);
    },

    createStream,
    stream(groupName: string, name: string): Stream {
      const found = held(groupName).streams.get(name);
      if (!found) throw noSuchStream();
      return found;
    },

    deleteStream(groupName: string, name: string): void {
      const group = held(groupName);
      if (!group.streams.delete(name)) throw noSuchStream();
      group.lines.dropStream(name);
      save(group);
    },

    put(groupName: string, streamName: string, lines: readonly LogLine[]): void {
      const group = held(groupName);
      const stream = group.streams.get(streamName);
      if (!stream) throw noSuchStream();
      write(group, stream, lines);
    },

    /** For what the cloud itself logs: makes what is missing. */
    append(groupName: string, streamName: string, lines: readonly LogLine[]): void {
      const group = groups.get(groupName) ?? createGroup(groupName);
      write(group, group.streams.get(streamName) ?? createStream(groupName, streamName), lines);
    },
  };
}

type State = ReturnType<typeof openGroups>;

/** The table of groups, and what makes and keeps one. */
function openGroups(engine: Engine) {
  const rows = engine.store.collection<GroupRow>('logs.groups');
  const chunks = engine.store.collection<Chunk>('logs.lines');
  const groups = new Map<string, Held>();
  for (const [, row] of rows.entries()) hold(row);

  function hold({ streams, retentionDays, subscriptions = [], ...row }: GroupRow): Held {
    const group: Held = {
      ...row,
      get subscriptions() {
        return this.subscribers.map(({ filter }) => filter);
      },
      subscribers: subscriptions.map((filter) => subscriber(engine, row.name, filter)),
      retentionDays,
      arn: engine.arn('logs', `log-group:${row.name}`),
      streams: new Map(streams.map((stream) => [stream.name, stream])),
      lines: openLines(row.name, chunks),
      watchers: row.filters.map((filter) => watcher(engine, filter)),
    };
    groups.set(row.name, group);
    return group;
  }

  /** Those that stay, and those in whose place another comes, go on with what they have to deliver. */
  function follow(group: Held, wanted: readonly SubscriptionFilter[]): void {
    const before = new Map(group.subscribers.map((one) => [one.filter, one]));
    group.subscribers = wanted.map((filter) => before.get(filter) ?? subscriber(engine, group.name, filter));
    const names = new Set(wanted.map(({ name }) => name));
    for (const one of before.values()) if (!names.has(one.filter.name)) one.end();
    save(group);
  }

  function save({ name, createdMs, retentionDays, tags, filters, subscriptions, streams }: Held): void {
    const kept = { name, createdMs, tags, filters, subscriptions, streams: [...streams.values()] };
    rows.put(name, retentionDays === undefined ? kept : { ...kept, retentionDays });
  }

  function held(name: string): Held {
    const found = groups.get(name);
    if (!found) throw noSuchGroup();
    return found;
  }

  function createGroup(name: string, settings: { tags?: Record<string, string>; retentionDays?: number } = {}): Held {
    if (groups.has(name)) throw exists('group');
    const group = hold({ name, createdMs: engine.clock.now(), tags: {}, filters: [], streams: [], ...settings });
    save(group);
    return group;
  }

  function createStream(groupName: string, name: string): Stream {
    const group = held(groupName);
    if (group.streams.has(name)) throw exists('stream');
    const stream: Stream = { name, createdMs: engine.clock.now() };
    group.streams.set(name, stream);
    save(group);
    return stream;
  }

  return { rows, groups, save, held, follow, createGroup, createStream };
}

/** Who follows the lines of groups. */
function subscriptions(engine: Engine, { groups, held, follow }: State) {
  return {
    /** Throws when the filter is malformed, or would be the third. */
    subscribe(name: string, filter: SubscriptionFilter): void {
      const group = held(name);
      const wanted = withSubscription(group.subscriptions, filter);
      checkSubscription(engine, name, filter);
      follow(group, wanted);
    },

    unsubscribe(name: string, filter: string): void {
      const group = held(name);
      follow(
        group,
        group.subscriptions.filter((one) => one.name !== filter),
      );
    },

    /** The cloud stops: nothing more is handed over. */
    endSubscriptions(): void {
      for (const group of groups.values()) for (const one of group.subscribers) one.end();
    },
  };
}

/** Takes lines at once and writes them some time later. */
function writeBehind(engine: Engine, { groups, save }: State) {
  const unflushed = new Set<Held>();
  let timer: Cancel | undefined;

  function flushGroup(group: Held): void {
    unflushed.delete(group);
    if (groups.get(group.name) !== group) return;
    if (group.retentionDays !== undefined) group.lines.dropBefore(engine.clock.now() - group.retentionDays * DAY_MS);
    group.lines.flush();
    save(group);
  }

  /** One group at a time, so that a busy second of many groups does not stop everything else. */
  function flushNext(): void {
    timer = undefined;
    const [group] = unflushed;
    if (group) flushGroup(group);
    if (unflushed.size > 0) timer = engine.clock.at(engine.clock.now() + FLUSH_GAP_MS, flushNext, 'background');
  }

  function flush(): void {
    timer?.();
    timer = undefined;
    for (const group of unflushed) flushGroup(group);
  }

  function later(group: Held): void {
    unflushed.add(group);
    timer ??= engine.clock.at(engine.clock.now() + FLUSH_AFTER_MS, flushNext, 'background');
  }

  /** To a group and a stream that are there. */
  function write(group: Held, stream: Stream, lines: readonly LogLine[]): void {
    const now = engine.clock.now();
    const arrived = lines.map(({ timestamp, message }) => {
      stream.firstMs = Math.min(stream.firstMs ?? timestamp, timestamp);
      stream.lastMs = Math.max(stream.lastMs ?? timestamp, timestamp);
      return group.lines.append(stream.name, timestamp, now, message);
    });
    stream.ingestedMs = now;
    tellMetrics(engine, lines);
    for (const watch of group.watchers) watch(lines);
    for (const one of group.subscribers) one.take(stream.name, arrived);
    later(group);
  }

  return { flush, later, write };
}

/** A line that means to report metrics and is malformed is counted, as AWS does in `EMFParsingErrors`. */
function tellMetrics(engine: Engine, lines: readonly LogLine[]): void {
  if (!engine.ports.has('metrics')) return;
  for (const { message, timestamp } of lines) {
    if (!mayHoldMetrics(message)) continue;
    const malformed: Datum = {
      namespace: 'AWS/Logs',
      name: 'EMFParsingErrors',
      dimensions: {},
      unit: 'Count',
      atMs: timestamp,
      values: [1],
    };
    engine.ports.get('metrics').put(embeddedMetrics(message) ?? [malformed]);
  }
}
