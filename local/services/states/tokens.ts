/**
 * Task tokens: who waits for which. Owns heartbeats. A token is kept in the frame of its task, so after a restart the task asks
 * for the same one again; an answer is stored until its task has taken it, so that none that was acknowledged is lost. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
import { AwsError } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Json } from '../../engine/service.ts';
import { Failure } from './failure.ts';

export interface Tokens {
  make(): string;
  /** Resolves with what SendTaskSuccess brings; rejects with what SendTaskFailure brings, or when no heartbeat came. */
  wait(token: string, heartbeatMs: number | undefined): Promise<Json>;
  /** Throws TaskTimedOut when nobody waits for it any more, InvalidToken when it is no token. */
  succeed(token: string, output: Json): void;
  fail(token: string, failure: Failure): void;
  beat(token: string): void;
  /** The task has taken its answer, or does not want it any more. */
  forget(token: string): void;
}

interface Waiting {
  readonly resolve: (output: Json) => void;
  readonly reject: (failure: Failure) => void;
  readonly beat: () => void;
  cancel: () => void;
}

const SHAPE = /^[A-Za-z0-9+/=_-]{20,2048}$/;

type Answer = { readonly output: Json } | { readonly error: string | undefined; readonly cause: string | undefined };

export function createTokens({ clock, random, store }: Engine): Tokens {
  const answers = store.collection<Answer>('states:answers');
  const waiting = new Map<string, Waiting>();

  function take(token: string): Waiting {
    const found = waiting.get(token);
    if (found) return found;
    if (!SHAPE.test(token)) throw new AwsError('InvalidToken', `Invalid Token: 'Invalid token'`);
    throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }

  function release(token: string): void {
    waiting.get(token)?.cancel();
    waiting.delete(token);
  }

  function hand({ resolve, reject }: Waiting, answer: Answer): void {
    if ('output' in answer) resolve(answer.output);
    else reject(new Failure(answer.error, answer.cause));
  }

  function answered(token: string, answer: Answer): void {
    const one = take(token);
    answers.put(token, answer);
    release(token);
    hand(one, answer);
  }

  return {
    make: () => Buffer.from(random.hex(192), 'hex').toString('base64'),
    wait(token, heartbeatMs) {
      return new Promise((resolve, reject) => {
        const one: Waiting = { resolve, reject, beat, cancel: () => {} };
        function beat(): void {
          one.cancel();
          if (heartbeatMs === undefined) return;
          one.cancel = clock.at(clock.now() + heartbeatMs, () => {
            release(token);
            reject(new Failure('States.HeartbeatTimeout'));
          });
        }
        const early = answers.get(token);
        if (early) return hand(one, early);
        waiting.set(token, one);
        beat();
      });
    },
    succeed: (token, output) => answered(token, { output }),
    fail: (token, { error, cause }) => answered(token, { error, cause }),
    beat: (token) => take(token).beat(),
    forget(token) {
      release(token);
      answers.delete(token);
    },
  };
}
