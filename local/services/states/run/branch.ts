/**
 * A branch: a frame that is running. Owns what a state may do to the outside: tell the history, save its frame, wait. A branch
 * that was ended (stopped, timed out, its sibling failed) does nothing any more: whatever it tries throws Ended.
 */
import type { Json } from '../../../engine/service.ts';
import type { Machine, State } from '../asl/definition.ts';
import type { RunView } from './contract.ts';
import type { Frame } from './frame.ts';
import { Texts } from './texts.ts';

/** Thrown within a branch that was ended; nobody reports it. */
export class Ended extends Error {}

export class Branch {
  readonly run: RunView;
  readonly frame: Frame;
  readonly machine: Machine;
  private readonly texts = new Texts();
  /** A value as JSON text. */
  readonly textOf = (value: Json): string => this.texts.of(value);
  private readonly cancels = new Set<() => void>();
  private readonly children = new Set<Branch>();
  private readonly aborting = new Set<() => void>();
  private ended = false;

  private readonly steps: (branch: Branch) => Promise<Json>;

  /** `steps` runs a branch to its end. */
  constructor(run: RunView, frame: Frame, machine: Machine, steps: (branch: Branch) => Promise<Json>) {
    this.run = run;
    this.steps = steps;
    this.frame = frame;
    this.machine = machine;
  }

  /** Its output. Throws the Failure that nothing caught, or Ended. */
  go(): Promise<Json> {
    return this.steps(this);
  }

  get state(): State {
    const state = this.machine.States[this.frame.state];
    if (!state) throw new Error(`State ${this.frame.state} got past the check of its definition.`);
    return state;
  }

  /** Adds to the history; the answer is the event's id. */
  emit(type: string, details?: Readonly<Record<string, unknown>>, follows = true): number {
    this.live();
    const id = this.run.record(type, this.frame.lastEventId, details);
    if (follows) this.frame.lastEventId = id;
    return id;
  }

  save(): void {
    this.live();
    this.run.keep(this.frame, this.textOf);
  }

  /** Resolves at a moment (epoch ms); never, once the branch is ended. */
  until(whenMs: number): Promise<void> {
    this.live();
    return new Promise((resolve) => {
      const cancel = this.run.engine.clock.at(whenMs, () => {
        this.cancels.delete(cancel);
        resolve();
      });
      this.cancels.add(cancel);
    });
  }

  /** The promise, or the failure when it takes longer; the timer goes with whichever comes first. */
  async within<T>(promise: Promise<T>, deadlineMs: number | undefined, late: () => Error): Promise<T> {
    if (deadlineMs === undefined) return await promise;
    return await new Promise<T>((resolve, reject) => {
      const cancel = this.run.engine.clock.at(deadlineMs, () => reject(late()));
      this.cancels.add(cancel);
      const settled = () => {
        cancel();
        this.cancels.delete(cancel);
      };
      promise.then(resolve, reject).finally(settled);
    });
  }

  child(frame: Frame, machine: Machine): Branch {
    this.live();
    const branch = new Branch(this.run, frame, machine, this.steps);
    this.children.add(branch);
    return branch;
  }

  /** A child that came to its end by itself. */
  release(child: Branch): void {
    this.children.delete(child);
  }

  /** Called when the branch is aborted, not when the process goes down; the answer takes it back. */
  onAbort(run: () => void): () => void {
    this.aborting.add(run);
    return () => this.aborting.delete(run);
  }

  /** Called when the branch ends, however; the answer takes it back. */
  onEnd(run: () => void): () => void {
    this.cancels.add(run);
    return () => this.cancels.delete(run);
  }

  /** The innermost first, as AWS tells it: every state that is under way was aborted. */
  abort(): void {
    for (const child of [...this.children].reverse()) child.abort();
    if (!this.ended) for (const run of this.aborting) run();
    if (!this.ended && this.frame.entered && !this.run.isFull)
      this.run.record(`${this.state.Type}StateAborted`, this.frame.lastEventId, undefined);
    this.end();
  }

  end(): void {
    this.ended = true;
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
    for (const child of this.children) child.end();
    this.children.clear();
  }

  live(): void {
    if (this.ended) throw new Ended();
  }

  enter(state: string, input: Json): void {
    this.frame.state = state;
    this.frame.input = input;
    this.frame.entered = undefined;
    this.frame.retries = [];
    this.frame.progress = undefined;
  }
}
