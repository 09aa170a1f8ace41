/**
 * Inside the worker: the stream that a streaming handler writes into. Its chunks go to the cloud as they are written.
 *
 * 1. At most WINDOW_BYTES are on their way; what is beyond waits here, so that `write` returns false and `drain` follows.
 * 2. When the client is gone, the stream closes: `close` is emitted, pipelines end, and what is still written is dropped.
 *    A handler that does not look goes on to its end, as on AWS.
 */
import { Writable } from 'node:stream';
import { machineClock as clock } from '../../../engine/machine-clock.ts';
import { RuntimeError } from './errors.ts';

/** Bytes that the cloud has not taken yet. Of the order of a socket's buffers. */
const WINDOW_BYTES = 256 * 1024;
/** https://github.com/aws/aws-lambda-nodejs-runtime-interface-client (ResponseStream.js) */
const DEFAULT_CONTENT_TYPE = 'application/octet-stream';

type BeforeFirstWrite = (write: (chunk: string | Uint8Array) => boolean) => void;

export class ResponseStream extends Writable {
  /** Set by HttpResponseStream: writes the prelude. */
  _onBeforeFirstWrite: BeforeFirstWrite | undefined;
  /** Settles when everything was handed over, or nobody wants it any more; rejects with the stream's error. */
  readonly settled: Promise<void>;
  readonly #send: (bytes: Uint8Array<ArrayBuffer>, contentType: string) => void;
  readonly #settle = Promise.withResolvers<void>();
  #contentType = DEFAULT_CONTENT_TYPE;
  #started = false;
  #gone = false;
  #onWayBytes = 0;
  #resume: (() => void) | undefined;

  constructor(send: (bytes: Uint8Array<ArrayBuffer>, contentType: string) => void, highWaterMark: number | undefined) {
    super(highWaterMark === undefined ? {} : { highWaterMark });
    this.#send = send;
    this.settled = this.#settle.promise;
    this.settled.catch(() => undefined);
    this.on('finish', () => this.#settle.resolve());
    this.on('error', (error) => this.#settle.reject(error)); // a late write fails the request, not the thread
  }

  get contentType(): string {
    return this.#contentType;
  }

  /** True when the client went away. */
  get gone(): boolean {
    return this.#gone;
  }

  setContentType(contentType: string): void {
    if (this.#started) throw new RuntimeError('InvalidStreamingOperation', 'Cannot set content-type, too late.');
    this.#contentType = contentType;
  }

  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    if (this.#gone) {
      const done = typeof encoding === 'function' ? encoding : callback;
      if (typeof done === 'function') process.nextTick(done as () => void);
      clock.after(0, () => this.emit('drain')); // a pipeline ends here, a loop goes on
      return false;
    }
    if (!this.#started) {
      this.#started = true;
      this._onBeforeFirstWrite?.((first) => super.write(first));
    }
    const text = typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk);
    return super.write(text, encoding as BufferEncoding, callback as (error: Error | null | undefined) => void);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const bytes = new Uint8Array(chunk); // its own memory: it moves to the cloud's thread
    this.#onWayBytes += bytes.length;
    this.#send(bytes, this.#contentType);
    if (this.#onWayBytes < WINDOW_BYTES) done();
    else this.#resume = done;
  }

  /** The cloud took so many bytes. */
  taken(bytes: number): void {
    this.#onWayBytes -= bytes;
    if (this.#onWayBytes >= WINDOW_BYTES) return;
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  /** Nobody reads any more. */
  abandon(): void {
    if (this.#gone || this.writableFinished) return;
    this.#gone = true;
    this.destroy();
    this.#settle.resolve();
    this.emit('drain'); // who waits for room goes on
  }
}
