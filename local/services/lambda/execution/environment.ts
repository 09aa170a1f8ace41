/**
 * One execution environment: a worker thread with one version of a function, one request at a time. Owns the thread's life and
 * how each end of it reads to the caller; who gets an environment is the pool's affair.
 *
 *   starting ─ ready ─> idle <─> busy ─> lost      (timeout, crash, out of memory, process.exit: from any state)
 */
import type { Worker } from 'node:worker_threads';
import type { Cancel, Clock } from '../../../engine/clock.ts';
import type { LogLine } from '../../../engine/ports.ts';
import { INIT_TIMEOUT_MS, LOG_BUFFER_BYTES, STREAMED_ANSWER_BYTES } from '../limits.ts';
import { LOG, type Report, type Request, type Setup } from '../runtime/protocol.ts';
import { logReader } from './log-buffer.ts';
import type { Outcome } from './outcome.ts';
import { createReceiver, type Reader, type Receiver } from './receiver.ts';
import { watch } from './watch.ts';

/** Why a thread has ended without an answer. */
interface Loss {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly timedOut?: true;
}

const KILLED = 'Runtime exited with error: signal: killed';
const TOO_LARGE: Loss = {
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${STREAMED_ANSWER_BYTES} bytes).`,
};
const OUT_OF_MEMORY: Loss = { errorType: 'Runtime.OutOfMemory', errorMessage: KILLED };

interface Running {
  readonly requestId: string;
  readonly startedMs: number;
  readonly stopWatching: Cancel;
  readonly onLog: (lines: LogLine[]) => void;
  readonly receiver: Receiver;
  readonly resolve: (outcome: Outcome) => void;
}

type End = Pick<Outcome, 'failed' | 'payload' | 'usedMb' | 'timedOut' | 'streamed'>;

export class Environment {
  readonly logStream: string;
  /** Its requests to the cloud bear this token. */
  readonly sessionToken: string;
  readonly #clock: Clock;
  readonly #worker: Worker;
  readonly #memoryMb: number;
  readonly #readLog: () => LogLine[];
  readonly #ready = Promise.withResolvers<void>();
  #running: Running | undefined;
  #loss: Loss | undefined;
  #initMs: number | undefined;
  #broken = false;

  private constructor(clock: Clock, worker: Worker, setup: Omit<Setup, 'kind' | 'log'>) {
    const log = new SharedArrayBuffer(LOG.headBytes + LOG_BUFFER_BYTES);
    this.#clock = clock;
    this.#worker = worker;
    this.#memoryMb = Number(setup.context.memoryLimitInMB);
    this.#readLog = logReader(log);
    this.logStream = setup.context.logStreamName;
    this.sessionToken = setup.environment.AWS_SESSION_TOKEN ?? '';
    worker.on('message', (report: Report) => this.#hear(report));
    worker.on('error', (error) => this.#lose(lossOf(error)));
    worker.on('exit', (status) => {
      const what = status === 0 ? 'without providing a reason' : `with error: exit status ${status}`;
      this.#lose({ errorType: 'Runtime.ExitError', errorMessage: `Runtime exited ${what}` });
    });
    worker.postMessage({ kind: 'setup', log, ...setup } satisfies Setup, setup.inside ? [setup.inside.port] : []);
  }

  /** Gives a thread its code. Resolves when it is ready, or as soon as it is lost: the first request then tells why. */
  static async setUp(clock: Clock, worker: Worker, setup: Omit<Setup, 'kind' | 'log'>): Promise<Environment> {
    const environment = new Environment(clock, worker, setup);
    const stopWatching = environment.#watch(INIT_TIMEOUT_MS);
    await environment.#ready.promise;
    stopWatching();
    return environment;
  }

  /** False once it cannot take another request. */
  usable(): boolean {
    return this.#loss === undefined && !this.#broken;
  }

  /** Runs one request; always resolves, with an error payload when the function failed. `reader` gets what is streamed. */
  invoke(request: Request, onLog: (lines: LogLine[]) => void, reader?: Reader): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const { requestId, timeoutMs } = request;
    const stopWatching = this.#watch(timeoutMs);
    const receiver = createReceiver(reader, (news) => {
      if (this.#running?.receiver === receiver) this.#worker.postMessage(news);
    });
    this.#running = { requestId, startedMs: this.#clock.monotonicMs(), stopWatching, onLog, receiver, resolve };
    if (this.#loss) this.#end(endOf(this.#loss, requestId, this.#clock.now()));
    else this.#worker.postMessage(request);
    return promise;
  }

  stop(): void {
    this.#lose({ errorType: 'Runtime.ExitError', errorMessage: KILLED });
  }

  #watch(timeoutMs: number): Cancel {
    return watch(this.#clock, {
      worker: this.#worker,
      memoryMb: this.#memoryMb,
      timeoutMs,
      onTooLarge: () => this.#lose(OUT_OF_MEMORY),
      onTimeout: () => {
        const errorMessage = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
        this.#lose({ errorType: 'Sandbox.Timedout', errorMessage, timedOut: true });
      },
    });
  }

  #hear(report: Report): void {
    if (report.kind === 'ready') {
      this.#initMs = report.initMs;
      this.#broken = report.broken;
      this.#ready.resolve();
    } else if (report.kind === 'log') this.#drain();
    else if (report.kind === 'chunk')
      this.#running?.receiver.take(report.bytes, report.contentType, () => this.#lose(TOO_LARGE));
    else {
      this.#broken ||= report.last === true;
      const { streamed, ...end } = report;
      this.#end(streamed === undefined ? end : (this.#running?.receiver.end(streamed, report.usedMb) ?? end));
    }
  }

  #drain(): void {
    const lines = this.#readLog();
    if (lines.length > 0) this.#running?.onLog(lines);
  }

  #end({ failed, payload, usedMb, timedOut, streamed }: End): void {
    const running = this.#running;
    if (!running) return;
    running.stopWatching();
    this.#drain();
    this.#running = undefined;
    const durationMs = this.#clock.monotonicMs() - running.startedMs;
    const first = this.#initMs === undefined ? {} : { initMs: this.#initMs };
    this.#initMs = undefined;
    running.resolve({
      payload,
      failed,
      durationMs,
      usedMb,
      ...(timedOut && { timedOut }),
      ...(streamed && { streamed }),
      ...first,
    });
  }

  /** The thread is given up; what it still says is not heard. */
  #lose(loss: Loss): void {
    if (this.#loss) return;
    this.#loss = loss;
    void this.#worker.terminate();
    if (this.#running) this.#end(endOf(loss, this.#running.requestId, this.#clock.now()));
    this.#ready.resolve();
  }
}

const lossOf = (error: Error & { code?: string }): Loss =>
  error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? OUT_OF_MEMORY
    : { errorType: 'Runtime.ExitError', errorMessage: `Runtime exited with error: ${error.message}` };

/** What the caller reads: a timeout in Lambda's old form without a type, the rest as the runtime's own failures. */
function endOf({ errorType, errorMessage, timedOut }: Loss, requestId: string, atMs: number): End {
  const payload = timedOut
    ? { errorMessage: `${new Date(atMs).toISOString()} ${requestId} ${errorMessage}` }
    : { errorType, errorMessage: `RequestId: ${requestId} Error: ${errorMessage}` };
  return { failed: true, payload: JSON.stringify(payload), usedMb: 0, ...(timedOut && { timedOut }) };
}
