/**
 * One execution that is running. Owns its life from the first event to the last, its history and its frames. Standard
 * executions are journalled: every event and every frame is written as it comes, so that a restart goes on from there.
 * Express executions live in memory, as on AWS.
 */
import type { Engine } from '../../../engine/engine.ts';
import type { Json } from '../../../engine/service.ts';
import type { Machine } from '../asl/definition.ts';
import type { RunHandle, States } from '../context.ts';
import { Failure } from '../failure.ts';
import { LONGEST_EXPRESS_S, LONGEST_HISTORY_EVENTS } from '../limits.ts';
import type { Execution, HistoryRecord, Status } from '../model.ts';
import { Branch, Ended } from './branch.ts';
import type { RunView } from './contract.ts';
import type { Frame } from './frame.ts';
import { runBranch } from './run-branch.ts';

const ROOT = 'r';

export class Run implements RunView, RunHandle {
  readonly states: States;
  readonly machine: Machine;
  readonly frames = new Map<string, Frame>();
  execution: Execution;
  /** Resolves when it has ended. */
  readonly ended: Promise<Execution>;
  private lastEventId = 0;
  private root: Branch | undefined;
  private settle: (execution: Execution) => void = () => {};
  private cancelTimeout = () => {};

  constructor(states: States, execution: Execution) {
    this.states = states;
    this.execution = execution;
    this.machine = states.machineOf(execution);
    this.ended = new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  get engine(): Engine {
    return this.states.engine;
  }

  private get journalled(): boolean {
    return this.execution.type === 'STANDARD';
  }

  /** The first step of a new execution. */
  begin(): void {
    this.record('ExecutionStarted', 0, {
      input: JSON.stringify(this.execution.input),
      inputDetails: { truncated: false },
      roleArn: this.execution.roleArn,
      ...(this.execution.alias && { stateMachineAliasArn: this.states.qualifiedArn(this.execution) }),
      ...(!this.execution.alias &&
        this.execution.version !== undefined && {
          stateMachineVersionArn: this.states.qualifiedArn(this.execution),
        }),
    });
    this.go({
      id: ROOT,
      index: 0,
      state: this.machine.StartAt,
      input: this.execution.input,
      variables: {},
      lastEventId: 0,
      entered: undefined,
      retries: [],
      progress: undefined,
    });
  }

  /** Goes on where an earlier process, or a failure that is redriven, left it. */
  resume(frames: readonly Frame[], lastEventId: number): void {
    this.lastEventId = lastEventId;
    for (const frame of frames) this.frames.set(frame.id, frame);
    const root = this.frames.get(ROOT);
    if (root) this.go(root);
    else this.fail(new Failure('States.Runtime', 'The journal of this execution has no beginning.'));
  }

  /** Goes on from what failed. */
  redrive(frames: readonly Frame[], lastEventId: number): void {
    this.lastEventId = lastEventId;
    const id = this.record('ExecutionRedriven', 0, { redriveCount: this.execution.redriveCount });
    for (const frame of frames) if (frame.id === ROOT || !frame.done) frame.lastEventId = id;
    this.resume(frames, id);
  }

  private go(frame: Frame): void {
    const root = new Branch(this, frame, this.machine, runBranch);
    this.root = root;
    root.save();
    const { TimeoutSeconds: own = Number.POSITIVE_INFINITY } = this.machine;
    const limitS = this.journalled ? own : Math.min(own, LONGEST_EXPRESS_S);
    const since = this.execution.redrivenMs ?? this.execution.startedMs;
    if (limitS < Number.POSITIVE_INFINITY)
      this.cancelTimeout = this.engine.clock.at(since + limitS * 1000, () => this.timeOut());
    root.go().then(
      (output) => this.finish('SUCCEEDED', { output }),
      (error) => {
        if (error instanceof Ended) return;
        if (!(error instanceof Failure)) this.engine.report(`execution ${this.execution.arn}`, error);
        this.fail(error instanceof Failure ? error : new Failure('States.Runtime', `${error}`));
      },
    );
  }

  private fail(failure: Failure): void {
    this.finish('FAILED', { error: failure.error, cause: failure.cause });
  }

  private timeOut(): void {
    this.root?.abort();
    this.finish('TIMED_OUT', { error: 'States.Timeout', cause: undefined });
  }

  stop(error: string | undefined, cause: string | undefined): void {
    this.root?.abort();
    this.finish('ABORTED', { error, cause });
  }

  /** Stops without an end: the process goes down, the journal stays. */
  leave(): void {
    this.cancelTimeout();
    this.root?.end();
  }

  private finish(status: Status, end: { output?: Json; error?: string | undefined; cause?: string | undefined }): void {
    if (this.execution.status !== 'RUNNING') return;
    this.cancelTimeout();
    this.root?.end();
    const { output, error, cause } = end;
    const details =
      status === 'SUCCEEDED'
        ? { output: JSON.stringify(output), outputDetails: { truncated: false } }
        : { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
    this.record(LAST_EVENT[status], this.root?.frame.lastEventId ?? 0, details, true);
    this.execution = { ...this.execution, status, ...end, stoppedMs: this.engine.clock.now() };
    if (status === 'SUCCEEDED') {
      this.dropBelow(ROOT);
      this.forget(ROOT);
    }
    this.states.ended(this.execution);
    this.settle(this.execution);
  }

  /** Only the last event still fits into the history. */
  get isFull(): boolean {
    return this.journalled && this.lastEventId >= LONGEST_HISTORY_EVENTS - 1;
  }

  /** Adds an event; the answer is its id. Throws when it does not fit. */
  record(
    type: string,
    previousEventId: number,
    details: Readonly<Record<string, unknown>> | undefined,
    last = false,
  ): number {
    if (this.isFull && !last)
      throw new Failure(
        'States.Runtime',
        `The execution reached the maximum number of history events (${LONGEST_HISTORY_EVENTS}).`,
      );
    this.lastEventId += 1;
    const record: HistoryRecord = {
      id: this.lastEventId,
      previousEventId,
      atMs: this.engine.clock.now(),
      type,
      details,
    };
    if (this.journalled) this.states.store.addEvent(this.execution.arn, record);
    this.states.log(this.execution, record);
    return this.lastEventId;
  }

  keep(frame: Frame, textOf: (value: Json) => string): void {
    this.frames.set(frame.id, frame);
    if (this.journalled) this.states.store.putFrame(this.execution.arn, frame, textOf);
  }

  /** Forgets all frames below one. */
  dropBelow(id: string): void {
    for (const one of [...this.frames.keys()]) if (one.startsWith(`${id}.`)) this.forget(one);
  }

  private forget(id: string): void {
    this.frames.delete(id);
    if (this.journalled) this.states.store.deleteFrame(this.execution.arn, id);
  }

  /** The frames right below one, by index. */
  childrenOf(id: string): Map<number, Frame> {
    const found = new Map<number, Frame>();
    for (const frame of this.frames.values())
      if (frame.id.startsWith(`${id}.`) && frame.id.indexOf('.', id.length + 1) < 0) found.set(frame.index, frame);
    return found;
  }
}

const LAST_EVENT: Readonly<Record<Status, string>> = {
  RUNNING: '',
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};
