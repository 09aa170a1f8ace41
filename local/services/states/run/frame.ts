/**
 * A frame: where one thread of an execution stands. The root, each branch of a Parallel and each iteration of a Map has one;
 * together they are all that a restart needs, beside the history. A frame is saved at every step, and a state that finds
 * progress in its frame goes on from there instead of beginning.
 */
import type { Json } from '../../../engine/service.ts';

export interface Frame {
  /** `r` for the root; the parent's id, a dot, and the index. */
  readonly id: string;
  readonly index: number;
  state: string;
  input: Json;
  variables: Readonly<Record<string, Json>>;
  /** The event that the next one follows. */
  lastEventId: number;
  /** Set while the state is under way. */
  entered: { readonly eventId: number; readonly atMs: number } | undefined;
  /** Retries made, by the index of the retrier. */
  retries: number[];
  progress: Progress | undefined;
  /** Its output, when it is done and the parent is not. */
  done?: { readonly output: Json } | { readonly error: string | undefined; readonly cause: string | undefined };
  /** What the Context object says of the iteration. */
  readonly item?: { readonly Index: number; readonly Value: Json };
}

export type Progress =
  | { readonly kind: 'wait'; readonly untilMs: number }
  | { readonly kind: 'backoff'; readonly untilMs: number }
  /** A distributed Map has a map run. */
  | { readonly kind: 'children'; readonly begunMs: number; readonly mapRunArn?: string }
  | {
      readonly kind: 'task';
      /** Names this call: the same when it is made again after a restart. */
      readonly id: string;
      /** What the task was called with. */
      readonly arguments: Json;
      readonly deadlineMs: number | undefined;
      readonly heartbeatMs: number | undefined;
      readonly token: string | undefined;
      /** Whether the service has taken the call, so that only the token or the end is waited for. */
      readonly submitted: boolean;
      /** What is waited for: the ARN of a nested execution. */
      readonly handle?: string;
    };
