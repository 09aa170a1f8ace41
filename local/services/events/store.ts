/**
 * The state of EventBridge, in memory for speed and written through. Knows not what happens to an event
 * (publisher.ts). Whoever changes state awaits `durable` before it answers.
 */
import type { Engine } from '../../engine/engine.ts';
import type { RuleIndex } from '../../engine/pattern/rule-index.ts';
import { createShelf, type Shelf } from '../../engine/shelf.ts';
import { createAudience, type Listener } from './audience.ts';
import { noSuch } from './errors.ts';
import type { Archive, Bus, Replay, Rule } from './model.ts';
import { DEFAULT_BUS } from './names.ts';

export interface EventsStore {
  readonly buses: Shelf<Bus>;
  /** By `bus|rule`. */
  readonly rules: Shelf<Rule>;
  readonly archives: Shelf<Archive>;
  readonly replays: Shelf<Replay>;
  /** Throws ResourceNotFoundException. */
  bus(name: string): Bus;
  rule(bus: string, name: string): Rule;
  rulesOf(bus: string, prefix?: string): Rule[];
  putRule(rule: Rule): void;
  deleteRule(rule: Rule): void;
  putArchive(archive: Archive): void;
  deleteArchive(archive: Archive): void;
  deleteBus(bus: Bus): void;
  /** Undefined when there is no such bus. */
  listeners(bus: string): RuleIndex<Listener> | undefined;
  durable(): Promise<void>;
}

const ruleKey = (bus: string, name: string): string => `${bus}|${name}`;

export function createEventsStore(engine: Engine): EventsStore {
  const buses = createShelf<Bus>(engine.store.collection('events:buses'));
  const rules = createShelf<Rule>(engine.store.collection('events:rules'));
  const archives = createShelf<Archive>(engine.store.collection('events:archives'));
  const replays = createShelf<Replay>(engine.store.collection('events:replays'));
  const audience = createAudience();

  const self: EventsStore = {
    buses,
    rules,
    archives,
    replays,
    bus(name) {
      const bus = buses.get(name);
      if (!bus) throw noSuch(`Event bus ${name}`);
      return bus;
    },
    rule(bus, name) {
      self.bus(bus);
      const rule = rules.get(ruleKey(bus, name));
      if (!rule) throw noSuch(`Rule ${name}`, ` on EventBus ${bus}`);
      return rule;
    },
    rulesOf: (bus, prefix = '') => rules.list(ruleKey(bus, prefix)),
    putRule(rule) {
      audience.hearRule(rule);
      rules.put(ruleKey(rule.bus, rule.name), rule);
    },
    deleteRule(rule) {
      audience.forgetRule(rule);
      rules.delete(ruleKey(rule.bus, rule.name));
    },
    putArchive(archive) {
      audience.hearArchive(archive);
      archives.put(archive.name, archive);
    },
    deleteArchive(archive) {
      audience.forgetArchive(archive);
      archives.delete(archive.name);
    },
    deleteBus(bus) {
      for (const rule of self.rulesOf(bus.name)) self.deleteRule(rule);
      buses.delete(bus.name);
    },
    listeners: audience.of,
    durable: () => engine.store.durable(),
  };
  if (!buses.get(DEFAULT_BUS)) {
    const now = engine.clock.now();
    buses.put(DEFAULT_BUS, { name: DEFAULT_BUS, createdMs: now, modifiedMs: now, tags: {} });
  }
  for (const rule of rules.list()) audience.hearRule(rule);
  for (const archive of archives.list()) audience.hearArchive(archive);
  return self;
}
