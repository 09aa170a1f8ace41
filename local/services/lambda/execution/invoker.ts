/**
 * Runs requests: finds concurrency for them, an environment, and tells of each one in log, metrics and ledger. Owns the
 * limits on concurrency; retries belong to those who call.
 */
import { AwsError } from '../../../engine/aws-error.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { LogLine } from '../../../engine/ports.ts';
import type { Piece } from '../../../engine/work.ts';
import { ACCOUNT_CONCURRENCY } from '../limits.ts';
import type { FunctionVersion, LambdaFunction } from '../model.ts';
import type { Resolved } from '../store.ts';
import { Environment } from './environment.ts';
import type { Outcome } from './outcome.ts';
import type { Meter } from './meter.ts';
import { endLines, startLine } from './platform-log.ts';
import type { Pool } from './pool.ts';
import type { Reader } from './receiver.ts';

export interface Ask {
  readonly target: Resolved;
  readonly payload: string;
  readonly requestId: string;
  /** JSON text. */
  readonly clientContext?: string;
  /** The header of the caller's trace; a new one without it. */
  readonly traceId?: string;
  /** Reads along when the function streams its answer. */
  readonly reader?: Reader;
  /** Never waits for other requests of the function; the caller bounds how many it has running. */
  readonly eager?: boolean;
}

export interface Answer extends Outcome {
  readonly executedVersion: string;
  /** All that the request logged, Lambda's own lines included. */
  readonly log: readonly LogLine[];
}

export class Invoker {
  readonly #engine: Engine;
  readonly #pool: Pool;
  readonly #meter: Meter;
  /** Requests that run, by function. */
  readonly #running = new Map<string, number>();
  readonly #listeners: ((functionName: string) => void)[] = [];
  #total = 0;

  constructor(engine: Engine, pool: Pool, meter: Meter) {
    this.#engine = engine;
    this.#pool = pool;
    this.#meter = meter;
  }

  /** True when a request would not be throttled. */
  hasRoom({ name, reservedConcurrency }: LambdaFunction): boolean {
    if (reservedConcurrency !== undefined && (this.#running.get(name) ?? 0) >= reservedConcurrency) return false;
    return this.#total < ACCOUNT_CONCURRENCY;
  }

  /** Requests of a function that run now. */
  running(name: string): number {
    return this.#running.get(name) ?? 0;
  }

  /** Called whenever a request of a function ended. */
  onEnd(listener: (functionName: string) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves with what the function answered, errors of its own included. Throws TooManyRequestsException when throttled. */
  async invoke(ask: Ask): Promise<Answer> {
    const { fn, version } = ask.target;
    if (!this.hasRoom(fn)) {
      this.#meter.add(fn.name, 'Throttles', 1);
      throw throttled(fn);
    }
    this.#count(fn.name, 1);
    try {
      return await this.#engine.work.turn((piece) => this.#runIn(piece, version, ask));
    } finally {
      this.#count(fn.name, -1);
      for (const listener of this.#listeners) listener(fn.name);
    }
  }

  async #runIn(piece: Piece, version: FunctionVersion, ask: Ask): Promise<Answer> {
    const environment = await this.#acquire(version, ask);
    if (!(environment instanceof Environment)) return environment;
    piece.place(environment.sessionToken);
    try {
      return await this.#run(environment, version, ask);
    } finally {
      this.#pool.release(version, environment);
    }
  }

  #count(name: string, by: 1 | -1): void {
    this.#total += by;
    const now = (this.#running.get(name) ?? 0) + by;
    this.#running.set(name, now);
    if (by === 1) this.#meter.add(name, 'ConcurrentExecutions', now);
  }

  /** Code that cannot be brought is a failed request, as on AWS: the caller sees why. */
  async #acquire(version: FunctionVersion, ask: Ask): Promise<Environment | Answer> {
    try {
      return await this.#pool.acquire(version, ask.eager === true);
    } catch (error) {
      const payload = JSON.stringify({ errorType: 'Runtime.InvalidEntrypoint', errorMessage: `${error}` });
      return this.#note(version, ask, { payload, failed: true, durationMs: 0, usedMb: 0 }, []);
    }
  }

  async #run(environment: Environment, version: FunctionVersion, ask: Ask): Promise<Answer> {
    const { clock, ports } = this.#engine;
    const log = startLine(version, ask.requestId, clock.now());
    const logs = ports.has('logs') ? ports.get('logs') : undefined;
    let appended = 0;
    function append(lines: readonly LogLine[]): void {
      log.push(...lines);
      logs?.append(version.logging.group, environment.logStream, log.slice(appended));
      appended = log.length;
    }
    const outcome = await environment.invoke(
      {
        kind: 'invoke',
        requestId: ask.requestId,
        payload: ask.payload,
        invokedArn: ask.target.invokedArn,
        timeoutMs: version.timeoutS * 1000,
        traceId: ask.traceId ?? newTraceId(this.#engine),
        ...(ask.clientContext !== undefined && { clientContext: ask.clientContext }),
      },
      append,
      ask.reader,
    );
    append(endLines(version, ask.requestId, clock.now(), outcome));
    return this.#note(version, ask, outcome, log);
  }

  #note(version: FunctionVersion, ask: Ask, outcome: Outcome, log: readonly LogLine[]): Answer {
    this.#meter.add(version.name, 'Invocations', 1);
    this.#meter.add(version.name, 'Errors', outcome.failed ? 1 : 0);
    this.#meter.add(version.name, 'Duration', outcome.durationMs);
    this.#engine.traces.add({
      service: 'lambda',
      action: 'invoke',
      resource: ask.target.invokedArn,
      outcome: outcome.failed ? errorTypeOf(outcome.payload) : 'ok',
      durationMs: outcome.durationMs,
      detail: { requestId: ask.requestId, ...(outcome.initMs !== undefined && { initMs: outcome.initMs }) },
    });
    return { ...outcome, executedVersion: version.version, log };
  }
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
export function newTraceId(engine: Engine): string {
  const seconds = Math.floor(engine.clock.now() / 1000).toString(16);
  return `Root=1-${seconds}-${engine.random.hex(24)};Parent=${engine.random.hex(16)};Sampled=0`;
}

/** Of a failed answer; `Error` when it has none. */
export function errorTypeOf(payload: string): string {
  const found = /^\{"errorType":"([^"]{1,100})"/.exec(payload);
  return found?.[1] ?? 'Error';
}

function throttled(fn: LambdaFunction): AwsError {
  const Reason =
    fn.reservedConcurrency === undefined
      ? 'ConcurrentInvocationLimitExceeded'
      : 'ReservedFunctionConcurrentInvocationLimitExceeded';
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', { status: 429, members: { Reason, Type: 'User' } });
}
