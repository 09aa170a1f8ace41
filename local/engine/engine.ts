/** What every service is given: the clock, randomness, the store, the ledger, the ports, and where it stands. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, wallClock } from './clock.ts';
import { machineClock } from './machine-clock.ts';
import { createPorts, type Ports } from './ports.ts';
import { type Random, seededRandom } from './random.ts';
import { type Collection, openStore, type Store } from './store.ts';
import { type SkipClock, skipClock } from './skip/skip-clock.ts';
import { createTraces, type Traces } from './traces.ts';
import { uncounted, type Work } from './work.ts';

export interface Engine {
  readonly clock: Clock;
  /** What runs: a clock that skips waits for it. */
  readonly work: Work;
  /** The clock, when it is one that skips. */
  readonly skipping?: SkipClock;
  readonly random: Random;
  readonly store: Store;
  readonly traces: Traces;
  readonly ports: Ports;
  readonly account: string;
  readonly region: string;
  /** `http://127.0.0.1:4566`, known once the gateway listens. */
  endpoint: string;
  arn(service: string, resource: string): string;
  /** A folder for a service's files: in the data directory, or one that goes with the engine. Made when it is missing. */
  folder(name: string): string;
  /** Something failed where no caller could be told: it is reported, and the cloud keeps serving. */
  report(where: string, error: unknown): void;
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly dataDir?: string;
  /** `skip`: when nothing runs, the time jumps to the next timer (skip/skip-clock.ts). Default: the clock on the wall. */
  readonly clock?: Clock | 'skip';
  /** Epoch ms at which a clock that skips begins, unless the data directory has come further. Default: this second. */
  readonly startAt?: number;
  /** With `skip`: functions run side by side, as on the wall; their order then differs from run to run. Default: one by one. */
  readonly inParallel?: boolean;
  /** With `skip`: the time stands from the start, and moves only as it is put forward. */
  readonly held?: boolean;
  readonly seed?: number;
  readonly account?: string;
  readonly region?: string;
  readonly report?: (where: string, error: unknown) => void;
}

/** Opens the engine. Throws when the data directory is in use or of a newer format. */
export function createEngine(options: EngineOptions = {}): Engine {
  const { dataDir, seed = 1, account = '000000000000', region = 'us-east-1' } = options;
  const store = openStore(dataDir);
  const folders = createFolders(dataDir);
  const life = store.collection<number>('engine');
  const starts = life.get('starts') ?? 0; // a second start on the same data must not give the ids of the first again
  life.put('starts', starts + 1);
  const { clock, skipping } = openClock(options, life);
  return {
    clock,
    work: skipping?.work ?? uncounted,
    ...(skipping && { skipping }),
    random: seededRandom(seed + starts * 0x9e3779b1),
    store,
    traces: createTraces(clock.now, skipping?.awaiting),
    ports: createPorts(),
    account,
    region,
    endpoint: 'http://127.0.0.1:4566',
    arn: (service, resource) => `arn:aws:${service}:${region}:${account}:${resource}`,
    folder: folders.folder,
    report: options.report ?? ((where, error) => console.error(`local cloud: ${where}:`, error)),
    async close() {
      clock.stop();
      await store.close();
      folders.close();
    },
  };
}

/** Time never goes back: where it has skipped to is in the store, and a start goes on from there. */
function openClock(
  { clock = wallClock(), startAt, inParallel = false, held = false }: EngineOptions,
  life: Collection<number>,
): Pick<Engine, 'clock' | 'skipping'> {
  if (clock !== 'skip') return { clock };
  const wallMs = Math.ceil(machineClock.now() / 1000) * 1000;
  const nowMs = Math.max(startAt ?? wallMs, life.get('time') ?? 0);
  const moved = (movedMs: number) => life.put('time', movedMs);
  const skipping = skipClock(nowMs, { moved, inParallel });
  if (held) skipping.hold();
  return { clock: skipping, skipping };
}

/** Without a data directory they lie in a temporary one, made when the first is asked for. */
function createFolders(dataDir: string | undefined): { folder(name: string): string; close(): void } {
  let scratch: string | undefined;
  return {
    folder(name) {
      scratch ??= dataDir === undefined ? mkdtempSync(join(tmpdir(), 'local-cloud-')) : undefined;
      const path = join(dataDir ?? scratch ?? '', name);
      mkdirSync(path, { recursive: true });
      return path;
    },
    close() {
      if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
    },
  };
}
