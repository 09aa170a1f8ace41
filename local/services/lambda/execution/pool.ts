/**
 * All environments: who gets one, and how many the machine carries. What one does is in environment.ts.
 *
 * 1. AWS starts an environment for every request that finds none idle. Here threads share a few cores, so a version starts
 *    `workersPerFunction` at once; further requests wait, and one more is started each time the first of them has waited a
 *    moment (fleet.ts). Functions that call each other, or sleep, thus never block each other for good.
 * 2. Above the machine's limit the longest idle environment makes room; if there is none, the request waits.
 * 3. An environment that is idle for IDLE_ENVIRONMENT_MS is ended.
 * 4. One thread without code is kept ready, so that a cold start only loads the function.
 */
import { totalmem } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { AwsError } from '../../../engine/aws-error.ts';
import type { Cancel } from '../../../engine/clock.ts';
import type { Engine } from '../../../engine/engine.ts';
import { machineClock } from '../../../engine/machine-clock.ts';
import type { TaskRoots } from '../code/task-root.ts';
import { ACCOUNT_CONCURRENCY, IDLE_ENVIRONMENT_MS } from '../limits.ts';
import type { FunctionVersion } from '../model.ts';
import { Environment } from './environment.ts';
import { Fleet, type Ground } from './fleet.ts';
import { openInside } from './inside.ts';
import { startThread } from './thread.ts';
import { variablesOf } from './worker-env.ts';

/** What one environment may take of the machine's memory: half of this with a middling bundle and some heap. */
const MACHINE_BYTES_EACH = 96 * 1024 * 1024;
const FEWEST = 8;

export class Pool {
  readonly #engine: Engine;
  readonly #taskRoots: TaskRoots;
  readonly #ground: Ground;
  readonly #limit = Math.min(ACCOUNT_CONCURRENCY, Math.max(FEWEST, Math.floor(totalmem() / MACHINE_BYTES_EACH)));
  readonly #fleets = new Map<string, Fleet>();
  readonly #running = new Set<Environment>();
  /** Those that are not set up yet. */
  #starting = 0;
  #spare: { readonly worker: Worker; readonly memoryMb: number } | undefined;
  #sweeping = false;
  #cancelSweep: Cancel | undefined;
  #stopped = false;

  constructor(engine: Engine, taskRoots: TaskRoots, workersPerFunction: number) {
    this.#engine = engine;
    this.#taskRoots = taskRoots;
    this.#ground = {
      clock: engine.clock,
      atOnce: workersPerFunction,
      hasRoom: () => this.#hasRoom(),
      start: (version) => this.#start(version),
      end: (environment) => {
        environment.stop();
        this.#running.delete(environment);
      },
    };
  }

  /**
   * An environment of that version, for one request. Rejects when its code cannot be brought. An `eager` request never waits
   * for the others of its function: the caller bounds how many of them there are.
   */
  acquire(version: FunctionVersion, eager: boolean): Promise<Environment> {
    return this.#fleetOf(version).acquire(eager);
  }

  release(version: FunctionVersion, environment: Environment): void {
    this.#fleetOf(version).release(environment);
    if (!this.#sweeping) this.#sweepIn(IDLE_ENVIRONMENT_MS);
  }

  /** Ends the environments of a function's `$LATEST`, which has changed, or of all its versions; busy ones when they are done. */
  retire(name: string, all: boolean): void {
    for (const fleet of this.#fleets.values())
      if (fleet.version.name === name && (all || fleet.version.version === '$LATEST')) fleet.retire();
  }

  /** How many environments a function has, all its versions taken together. */
  environmentsOf(name: string): { readonly total: number; readonly idle: number } {
    const fleets = [...this.#fleets.values()].filter(({ version }) => version.name === name);
    const sum = (of: (fleet: Fleet) => number): number => fleets.reduce((all, fleet) => all + of(fleet), 0);
    return { total: sum(({ size }) => size), idle: sum(({ idle }) => idle) };
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelSweep?.();
    void this.#spare?.worker.terminate();
    for (const fleet of this.#fleets.values()) fleet.stop();
    for (const environment of this.#running) environment.stop();
  }

  #fleetOf(version: FunctionVersion): Fleet {
    const key = `${version.name}:${version.version}:${version.revisionId}`;
    const known = this.#fleets.get(key);
    if (known) return known;
    const fleet = new Fleet(version, this.#ground);
    this.#fleets.set(key, fleet);
    return fleet;
  }

  async #start(version: FunctionVersion): Promise<Environment> {
    this.#starting += 1;
    try {
      const taskRoot = await this.#taskRoots(version.code);
      const environment = await this.#setUp(version, taskRoot);
      if (this.#stopped) {
        environment.stop();
        throw new AwsError('ServiceException', 'The local cloud is being stopped.', { status: 500 });
      }
      this.#running.add(environment);
      this.#spare ??= { worker: startThread(version.memoryMb), memoryMb: version.memoryMb };
      return environment;
    } finally {
      this.#starting -= 1;
    }
  }

  #setUp(version: FunctionVersion, taskRoot: string): Promise<Environment> {
    const { clock, random } = this.#engine;
    const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
    const inside = openInside(this.#engine);
    const logStreamName = `${day}/[${version.version}]${random.hex(32)}`;
    const environment = variablesOf(this.#engine, version, taskRoot, logStreamName);
    return Environment.setUp(clock, this.#thread(version.memoryMb), {
      taskRoot,
      handler: version.handler,
      environment,
      ...(clock.cell && { time: clock.cell }),
      logFormat: version.logging.format,
      logLevel: version.logging.applicationLevel ?? 'INFO',
      ...(inside && { inside }),
      context: {
        functionName: version.name,
        functionVersion: version.version,
        memoryLimitInMB: String(version.memoryMb),
        logGroupName: version.logging.group,
        logStreamName,
      },
    });
  }

  /** The spare thread, when its heap has the right size; else a new one. */
  #thread(memoryMb: number): Worker {
    const spare = this.#spare?.memoryMb === memoryMb ? this.#spare.worker : undefined;
    if (!spare) return startThread(memoryMb);
    this.#spare = undefined;
    return spare;
  }

  /** True when one more may be started, if need be in place of the longest idle one. */
  #hasRoom(): boolean {
    if (this.#running.size + this.#starting < this.#limit) return true;
    let oldest: Fleet | undefined;
    for (const fleet of this.#fleets.values())
      if ((fleet.idleSinceMs ?? Number.POSITIVE_INFINITY) < (oldest?.idleSinceMs ?? Number.POSITIVE_INFINITY))
        oldest = fleet;
    oldest?.dropOldest();
    return oldest !== undefined;
  }

  #sweepIn(waitMs: number): void {
    const { clock } = this.#engine;
    this.#sweeping = true;
    this.#cancelSweep = machineClock.after(waitMs, () => {
      this.#sweeping = false;
      for (const [key, fleet] of this.#fleets) {
        fleet.dropIdleSince(clock.monotonicMs() - IDLE_ENVIRONMENT_MS);
        if (fleet.isEmpty) this.#fleets.delete(key);
      }
      if (this.#fleets.size > 0) this.#sweepIn(IDLE_ENVIRONMENT_MS / 5);
    });
  }
}
