/**
 * The program of a worker thread: one execution environment of a function. Waits for its setup, loads the handler, then runs
 * one request at a time. The cloud's clock is not in this thread: its time is the machine's, or, where
 * it skips, what cloud-time.ts reads.
 */
import { getHeapStatistics } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { machineClock as clock } from '../../../engine/machine-clock.ts';
import { LARGEST_ANSWER_BYTES } from '../limits.ts';
import { describe, type ErrorReport, RuntimeError } from './errors.ts';
import { type Handler, loadHandler } from './handler.ts';
import { offerClientConfig } from './inside/offer.ts';
import { keepCloudTime } from './cloud-time.ts';
import { captureLogs, type LogCapture } from './log-capture.ts';
import type { Report, Request, Setup, StreamNews } from './protocol.ts';
import { ResponseStream } from './response-stream.ts';
import { awslambda, isStreaming, runStreaming, streamFor } from './streaming.ts';

/** The cloud is told of unread log lines this long after the first, for functions that run longer. */
const LOG_NOTICE_MS = 250;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html (size of a log event) */
const LONGEST_LOG_BYTES = 256 * 1024;

const port = parentPort;
if (!port) throw new Error('worker.ts runs in a worker thread that the Lambda service starts.');
const send = (report: Report): void => port.postMessage(report);

let log: LogCapture;
let setup: Setup;
let handler: Handler | undefined;
let initError: ErrorReport | undefined;
/** Ends the request that is running; undefined between requests. */
let finish: ((error: ErrorReport | undefined, value?: unknown, last?: true) => void) | undefined;
/** Of the request that is running, when it streams its answer. */
let stream: ResponseStream | undefined;

port.on('message', (message: Setup | Request | StreamNews) => {
  if (message.kind === 'setup') void begin(message);
  else if (message.kind === 'invoke') invoke(message);
  else if (message.kind === 'taken') stream?.taken(message.bytes);
  else stream?.abandon();
});
process.on('uncaughtException', (error) => crash('Uncaught Exception', describe(error)));
process.on('unhandledRejection', (reason) => {
  const { errorType, errorMessage, trace } = describe(reason);
  crash('Unhandled Promise Rejection', {
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: `${errorType}: ${errorMessage}`,
    trace,
  });
});
Object.assign(globalThis, { awslambda });

async function begin(message: Setup): Promise<void> {
  const started = clock.monotonicMs();
  setup = message;
  // biome-ignore lint/style/noProcessEnv: this thread's own copy, which the function reads
  Object.assign(process.env, setup.environment);
  if (setup.environment.NODE_OPTIONS?.includes('--enable-source-maps')) process.setSourceMapsEnabled(true);
  log = captureLogs({
    buffer: setup.log,
    format: setup.logFormat,
    level: setup.logLevel,
    longestBytes: LONGEST_LOG_BYTES,
    now: setup.time ? keepCloudTime(setup.time) : clock.now,
    onFirst: () => clock.after(LOG_NOTICE_MS, () => finish && send({ kind: 'log' })),
  });
  if (setup.inside) offerClientConfig(setup.inside);
  try {
    handler = await loadHandler(setup.taskRoot, setup.handler);
  } catch (error) {
    initError = describe(error);
    log.write('ERROR', ['Uncaught Exception', JSON.stringify(initError)]);
  }
  send({ kind: 'ready', initMs: clock.monotonicMs() - started, broken: initError !== undefined });
}

function invoke(request: Request): void {
  log.begin(request.requestId);
  // biome-ignore lint/style/noProcessEnv: as above
  process.env._X_AMZN_TRACE_ID = request.traceId;
  finish = (error, value, last) => {
    finish = undefined;
    answer(error, value, last);
  };
  const done = finish;
  /** A handler that answers twice, or after its request, is not heard. */
  const settle: typeof done = (error, value) => {
    if (finish === done) done(error, value);
  };
  try {
    if (handler) run(handler, parse(request.payload), request, settle);
    else settle(initError);
  } catch (error) {
    settle(fail(error));
  }
}

function parse(payload: string): unknown {
  try {
    return payload === '' ? {} : JSON.parse(payload);
  } catch (error) {
    throw new RuntimeError('Runtime.MalformedEvent', `The event is not JSON: ${error}`);
  }
}

function run(call: Handler, event: unknown, request: Request, settle: NonNullable<typeof finish>): void {
  stream = undefined;
  if (isStreaming(call)) {
    const own = streamFor(call, (bytes, contentType) =>
      port?.postMessage({ kind: 'chunk', bytes, contentType } satisfies Report, [bytes.buffer]),
    );
    stream = own;
    runStreaming(call, event, own, contextOf(request)).then(
      () => settle(undefined, own),
      (error) => settle(fail(error)),
    );
    return;
  }
  const callback = (error?: unknown, value?: unknown): void =>
    error === undefined || error === null ? settle(undefined, value) : settle(fail(error));
  const result = call(event, contextOf(request, callback), callback);
  if (typeof (result as Promise<unknown> | undefined)?.then === 'function') {
    (result as Promise<unknown>).then(
      (value) => settle(undefined, value),
      (error) => settle(fail(error)),
    );
  } else if (call.length < 3) settle(undefined, result);
}

/** Without a callback: the context of a streaming handler, which has no such methods. */
function contextOf(request: Request, callback?: (error?: unknown, value?: unknown) => void): object {
  const deadlineMs = clock.monotonicMs() + request.timeoutMs;
  return {
    ...setup.context,
    callbackWaitsForEmptyEventLoop: true,
    invokedFunctionArn: request.invokedArn,
    awsRequestId: request.requestId,
    ...(request.clientContext !== undefined && { clientContext: JSON.parse(request.clientContext) }),
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadlineMs - clock.monotonicMs())),
    ...(callback && {
      done: callback,
      succeed: (value: unknown) => callback(undefined, value),
      fail: (error: unknown) => callback(error ?? new Error('handled')),
    }),
  };
}

function fail(error: unknown): ErrorReport {
  const report = describe(error);
  log.write('ERROR', ['Invoke Error', JSON.stringify(report)]);
  return report;
}

function answer(error: ErrorReport | undefined, value: unknown, last?: true): void {
  if (!error && value instanceof ResponseStream) {
    send({ kind: 'done', failed: false, payload: '', usedMb: memoryMb(), streamed: value.contentType });
    return;
  }
  let payload: string;
  let failed = error !== undefined;
  try {
    payload = error ? JSON.stringify(error) : (JSON.stringify(value) ?? 'null');
  } catch (cause) {
    failed = true;
    const errorMessage = `Unable to stringify response body: ${String(cause)}`;
    payload = JSON.stringify({ errorType: 'Runtime.MarshalError', errorMessage, trace: [] });
  }
  if (Buffer.byteLength(payload) > LARGEST_ANSWER_BYTES) {
    failed = true;
    payload = JSON.stringify({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size exceeded maximum allowed payload size (${LARGEST_ANSWER_BYTES} bytes).`,
    });
  }
  send({ kind: 'done', failed, payload, usedMb: memoryMb(), ...(last && { last }) });
}

/** After an error that nobody caught, the environment is not used again. */
function crash(what: string, error: ErrorReport): void {
  log.write('ERROR', [what, JSON.stringify(error)]);
  finish?.(error, undefined, true);
  process.exit(129);
}

/** Of this thread: what its heap holds, and buffers outside of it. */
function memoryMb(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return Math.ceil((used_heap_size + external_memory) / 1024 ** 2);
}
