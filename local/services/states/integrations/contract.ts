/** What an integration is, for the Task that calls it. */
import type { Json } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import type { Execution } from '../model.ts';

export interface TaskCall {
  readonly states: States;
  readonly execution: Execution;
  readonly arguments: Json;
  /** The same when the call is made again after a restart. */
  readonly id: string;
  /** A value as JSON text. */
  textOf(value: Json): string;
}

export interface Integration {
  /** `sendMessage.waitForTaskToken`. */
  readonly resource: string;
  /** `sqs`; undefined for a function that is named by its ARN. */
  readonly resourceType: string | undefined;
  /** `request` takes the answer, `sync` waits until what was started has ended, `token` until someone sends the token. */
  readonly pattern: 'request' | 'sync' | 'token';
  /** Throws a Failure. */
  call(call: TaskCall): Promise<Json>;
  /** What `end` must know of the answer. */
  handle?(answer: Json): string | undefined;
  /** The result of what was started. Throws a Failure. */
  end?(call: TaskCall, handle: string): Promise<Json>;
  /** Ends what was started: the task was given up. */
  cancel?(call: TaskCall, handle: string): void;
}
