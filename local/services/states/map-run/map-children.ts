/**
 * Runs the children of a map run: so many at once as it allows, each an execution with a journal of its own. Owns starting
 * them, finding those that a restart or a redrive left, and ending the others when more failed than is tolerated.
 *
 * 1. A child is known by its map run and its index; there is one execution for each index, however often it is redriven.
 * 2. What is still to be done follows from the journal alone: no child yet, or one that failed in an earlier attempt.
 * 3. When the process goes down, children and map run stay as they are; only an abort ends them.
 */
import type { Failure } from '../failure.ts';
import { DISTRIBUTED_MAP_AT_ONCE } from '../limits.ts';
import type { Execution, MapRun } from '../model.ts';
import { executionArn, expressArn } from '../names.ts';
import type { Branch } from '../run/branch.ts';
import { childrenOf, isBreached, tooManyFailed } from './counts.ts';

/** Undefined when all is well; the failure when too many failed. Never settles when the branch ends before. */
export function runMapChildren(branch: Branch, arn: string): Promise<Failure | undefined> {
  return new Promise((resolve, reject) => new MapChildren(branch, arn, resolve, reject).advance());
}

class MapChildren {
  private readonly branch: Branch;
  private readonly arn: string;
  private readonly settle: (failure: Failure | undefined) => void;
  private readonly reject: (error: unknown) => void;
  private readonly sizes: readonly number[];
  private readonly attempt: number;
  /** By index, as a restart or a redrive found them. */
  private readonly before: ReadonlyMap<number, Execution>;
  private readonly running = new Set<string>();
  private next = 0;
  private failedItems = 0;
  private closed = false;
  private readonly takeBack: () => void;

  constructor(
    branch: Branch,
    arn: string,
    settle: (failure: Failure | undefined) => void,
    reject: (error: unknown) => void,
  ) {
    const { states } = branch.run;
    this.branch = branch;
    this.arn = arn;
    this.settle = settle;
    this.reject = reject;
    const { sizes = [], redriveCount } = this.mapRun;
    this.sizes = sizes;
    this.attempt = redriveCount;
    this.before = new Map(childrenOf(states, arn).map((child) => [child.mapRun?.index ?? -1, child]));
    for (const child of this.before.values()) if (this.isOver(child)) this.count(child);
    const takeBack = branch.onAbort(() => this.close());
    const forget = branch.onEnd(() => this.leave());
    this.takeBack = () => {
      takeBack();
      forget();
    };
    states.mapRuns.set(arn, { changed: () => this.advance() });
  }

  private get mapRun(): MapRun {
    const found = this.branch.run.states.store.mapRuns.get(this.arn);
    if (!found) throw new Error(`The journal has no map run ${this.arn}.`);
    return found;
  }

  /** Starts what may be started, and settles when there is no more to do. */
  advance(): void {
    if (this.closed) return;
    try {
      const { maxConcurrency } = this.mapRun;
      const limit = Math.min(maxConcurrency || DISTRIBUTED_MAP_AT_ONCE, DISTRIBUTED_MAP_AT_ONCE);
      while (!this.breached && this.running.size < limit && this.next < this.sizes.length) this.go(this.next++);
      if (!this.breached && (this.running.size > 0 || this.next < this.sizes.length)) return;
      this.close();
      this.takeBack();
      this.settle(this.breached ? tooManyFailed() : undefined);
    } catch (error) {
      this.close();
      this.takeBack();
      this.reject(error);
    }
  }

  private get breached(): boolean {
    return isBreached(this.mapRun, this.failedItems);
  }

  /** Whether it came to its end in this attempt, or need not be done again. */
  private isOver({ status, mapRun }: Execution): boolean {
    return status === 'SUCCEEDED' || (status !== 'RUNNING' && mapRun?.attempt === this.attempt);
  }

  private go(index: number): void {
    const { states } = this.branch.run;
    const known = this.before.get(index);
    if (known && this.isOver(known)) return;
    const child = known ? this.goOn(known) : this.start(index);
    this.running.add(child.arn);
    states.endOf(child.arn).then((ended) => {
      if (this.closed) return;
      this.running.delete(ended.arn);
      this.count(ended);
      this.advance();
    }, this.reject);
  }

  private count({ status, mapRun }: Execution): void {
    if (status !== 'SUCCEEDED') this.failedItems += mapRun?.items ?? 1;
  }

  private goOn(known: Execution): Execution {
    if (known.status === 'RUNNING' || !known.mapRun) return known;
    return this.branch.run.states.redrive({ ...known, mapRun: { ...known.mapRun, attempt: this.attempt } });
  }

  private start(index: number): Execution {
    const { states, engine } = this.branch.run;
    const { machine, childType: type, roleArn } = this.mapRun;
    const name = engine.random.uuid();
    const execution: Execution = {
      arn:
        type === 'STANDARD'
          ? executionArn(engine, machine, name)
          : expressArn(engine, machine, name, engine.random.uuid()),
      name,
      machine,
      type,
      version: undefined,
      alias: undefined,
      definition: '',
      roleArn,
      input: states.store.input(this.arn, index),
      startedMs: engine.clock.now(),
      status: 'RUNNING',
      redriveCount: 0,
      mapRun: { arn: this.arn, index, items: this.sizes[index] ?? 1, attempt: this.attempt },
    };
    states.begin(execution);
    return execution;
  }

  /** Ends the children that run. */
  private close(): void {
    const { states } = this.branch.run;
    this.leave();
    for (const one of this.running) states.runs.get(one)?.stop(undefined, undefined);
  }

  private leave(): void {
    this.closed = true;
    this.branch.run.states.mapRuns.delete(this.arn);
  }
}
