/**
 * Inside the worker: console and the standard streams write into the shared log buffer, in the format of the Node.js
 * runtime. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
import { formatWithOptions } from 'node:util';
import { LOG } from './protocol.ts';

/** Rising importance; what is below the function's level is not written (JSON format only). */
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type Level = (typeof LEVELS)[number];

export interface LogCapture {
  /** Lines belong to this request from now on. */
  begin(requestId: string): void;
  write(level: Level, args: readonly unknown[]): void;
}

interface Options {
  readonly buffer: SharedArrayBuffer;
  readonly format: 'Text' | 'JSON';
  readonly level: string;
  readonly longestBytes: number;
  /** Called at the first line of a request. */
  readonly onFirst: () => void;
  readonly now: () => number;
}

/** Takes over console, process.stdout and process.stderr of this thread. */
export function captureLogs({ buffer, format, level, longestBytes, onFirst, now }: Options): LogCapture {
  const words = new Int32Array(buffer, 0, LOG.words);
  const bytes = Buffer.from(buffer, LOG.headBytes);
  const lowest = Math.max(0, LEVELS.indexOf(level as Level));
  let requestId = '';
  let noticed = false;

  function append(text: string): void {
    const at = Atomics.load(words, LOG.written);
    const start = at + LOG.entryHeadBytes;
    const size = Math.min(Buffer.byteLength(text), longestBytes);
    if (start + size > bytes.length) {
      Atomics.add(words, LOG.dropped, 1);
      return;
    }
    const length = bytes.write(text, start, size);
    bytes.writeUInt32LE(length, at);
    bytes.writeDoubleLE(now(), at + 4);
    Atomics.store(words, LOG.written, start + length);
    if (!noticed) onFirst();
    noticed = true;
  }

  function write(name: Level, args: readonly unknown[]): void {
    const time = new Date(now()).toISOString();
    if (format === 'Text') append(`${time}\t${requestId}\t${name}\t${text(args)}`);
    else if (LEVELS.indexOf(name) >= lowest) append(jsonLine(time, name, requestId, args));
  }

  takeConsole(write);
  takeStream(process.stdout, append);
  takeStream(process.stderr, append);
  return {
    begin(id) {
      requestId = id;
      noticed = false;
      if (Atomics.load(words, LOG.written) * 2 < bytes.length) return;
      Atomics.store(words, LOG.written, 0);
      Atomics.add(words, LOG.epoch, 1);
    },
    write,
  };
}

const text = (args: readonly unknown[]): string => formatWithOptions({}, ...args);

function jsonLine(timestamp: string, level: Level, requestId: string, args: readonly unknown[]): string {
  const [first] = args;
  if (first instanceof Error && args.length === 1) {
    const { name, message, stack } = first;
    const facts = { errorType: name, errorMessage: message, stackTrace: (stack ?? '').split('\n') };
    return JSON.stringify({ timestamp, level, requestId, message: facts });
  }
  const plain = args.length === 1 && typeof first === 'object' && first !== null;
  try {
    return JSON.stringify({ timestamp, level, requestId, message: plain ? first : text(args) });
  } catch {
    return JSON.stringify({ timestamp, level, requestId, message: text(args) });
  }
}

function takeConsole(write: (level: Level, args: readonly unknown[]) => void): void {
  const take =
    (level: Level) =>
    (...args: unknown[]) =>
      write(level, args);
  console.trace = take('TRACE');
  console.debug = take('DEBUG');
  console.log = take('INFO');
  console.info = take('INFO');
  console.warn = take('WARN');
  console.error = take('ERROR');
}

/** Raw output is logged as it is, a line an event. */
function takeStream(stream: NodeJS.WriteStream, append: (line: string) => void): void {
  stream.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    const whole = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    append(whole.endsWith('\n') ? whole.slice(0, -1) : whole);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') process.nextTick(callback as () => void);
    return true;
  };
}
