/** Reads the log that a worker writes into its shared buffer. The layout is in runtime/protocol.ts. */
import type { LogLine } from '../../../engine/ports.ts';
import { LOG } from '../runtime/protocol.ts';

/** Gives the lines that were written since the last call. A last line tells how many were dropped, if any. */
export function logReader(buffer: SharedArrayBuffer): () => LogLine[] {
  const words = new Int32Array(buffer, 0, LOG.words);
  const bytes = Buffer.from(buffer, LOG.headBytes);
  let [epoch, at] = [0, 0];
  return () => {
    const now = Atomics.load(words, LOG.epoch);
    if (now !== epoch) [epoch, at] = [now, 0];
    const lines: LogLine[] = [];
    for (const end = Atomics.load(words, LOG.written); at < end; ) {
      const start = at + LOG.entryHeadBytes;
      const length = bytes.readUInt32LE(at);
      lines.push({ timestamp: bytes.readDoubleLE(at + 4), message: bytes.toString('utf8', start, start + length) });
      at = start + length;
    }
    const dropped = Atomics.exchange(words, LOG.dropped, 0);
    if (dropped > 0) {
      const message = `${dropped} log lines were dropped: a request may leave ${bytes.length} bytes of log unread.`;
      lines.push({ timestamp: lines.at(-1)?.timestamp ?? 0, message });
    }
    return lines;
  };
}
