/**
 * Receives the bytes that one request streams: passes them on to whoever reads along, or keeps them for an answer that is
 * given whole. Owns the limits on both.
 */
import { LARGEST_ANSWER_BYTES, STREAMED_ANSWER_BYTES } from '../limits.ts';
import type { StreamNews } from '../runtime/protocol.ts';
import type { Outcome } from './outcome.ts';

/** Who reads along. */
export interface Reader {
  /** Before the first bytes. */
  open(contentType: string): void;
  /** Takes bytes; calls back when there is room for more. */
  take(bytes: Uint8Array, done: () => void): void;
  /** Calls back when nobody reads any more. */
  onGone(listener: () => void): void;
}

export interface Receiver {
  /** `onTooLarge`: there was more than may be streamed; nothing more is passed on. */
  take(bytes: Uint8Array, contentType: string, onTooLarge: () => void): void;
  /** What the request ends with when its stream has ended. */
  end(contentType: string, usedMb: number): Pick<Outcome, 'failed' | 'payload' | 'usedMb' | 'streamed'>;
}

/** `tell` reaches the worker. */
export function createReceiver(reader: Reader | undefined, tell: (news: StreamNews) => void): Receiver {
  const kept: Uint8Array[] = [];
  let size = 0;
  reader?.onGone(() => tell({ kind: 'gone' }));
  return {
    take(bytes, contentType, onTooLarge) {
      if (size === 0) reader?.open(contentType);
      size += bytes.length;
      const taken = (): void => tell({ kind: 'taken', bytes: bytes.length });
      if (reader && size <= STREAMED_ANSWER_BYTES) return reader.take(bytes, taken);
      if (reader) return onTooLarge();
      if (size <= LARGEST_ANSWER_BYTES) kept.push(bytes);
      else kept.length = 0;
      taken();
    },
    end(contentType, usedMb) {
      if (!reader && size > LARGEST_ANSWER_BYTES) return { failed: true, payload: tooLarge, usedMb };
      const bytes = Buffer.concat(kept);
      return { failed: false, payload: bytes.toString(), usedMb, streamed: { contentType, bytes } };
    },
  };
}

const tooLarge = JSON.stringify({
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${LARGEST_ANSWER_BYTES} bytes).`,
});
