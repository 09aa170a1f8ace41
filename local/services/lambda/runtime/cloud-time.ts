/**
 * Inside the worker, on a cloud whose time skips: `Date` tells the cloud's time. It stands while a function runs; timers and
 * `performance.now()` stay the machine's.
 */

/** Puts the cloud's time into `Date`, for good; the answer reads it. */
export function keepCloudTime(cell: SharedArrayBuffer): () => number {
  const time = new Float64Array(cell);
  const now = (): number => time[0] ?? 0;
  const RealDate = Date;
  RealDate.now = now;
  const CloudDate = new Proxy(RealDate, {
    construct: (target, args, asked) => Reflect.construct(target, args.length === 0 ? [now()] : args, asked),
    apply: () => new RealDate(now()).toString(),
  });
  RealDate.prototype.constructor = CloudDate;
  globalThis.Date = CloudDate;
  return now;
}
