/** Work that is under way on stacks: one piece at a time on each; whoever comes meanwhile is refused. */
import { AwsError } from '../engine/aws-error.ts';
import type { Engine } from '../engine/engine.ts';
import { DeployFailed } from './refusal.ts';

interface Work {
  /** All of them, or none: throws ValidationError when somebody works on one. The answer gives them back. */
  claim(names: readonly string[]): () => void;
  /** `running` is under way on a stack that was claimed; `release` is called at its end. What fails unforeseen is reported. */
  go(name: string, release: () => void, running: Promise<unknown>, engine: Engine): void;
  /** Resolves when no work on the stack is under way, or the caller has gone. */
  settled(name: string, signal: AbortSignal): Promise<void>;
  /** Resolves when no work is under way. */
  idle(): Promise<void>;
}

export function createWork(): Work {
  const claimed = new Set<string>();
  const running = new Map<string, Promise<void>>();
  return {
    claim(names) {
      const taken = names.find((name) => claimed.has(name));
      if (taken !== undefined)
        throw new AwsError('ValidationError', `Stack ${taken} is being changed already. Wait until that is done.`);
      for (const name of names) claimed.add(name);
      return () => {
        for (const name of names) claimed.delete(name);
      };
    },
    go(name, release, promise, engine) {
      const ended = promise
        .then(
          () => undefined,
          (error) => {
            if (!(error instanceof DeployFailed)) engine.report(`stack ${name}`, error); // its events tell the rest
          },
        )
        .finally(() => {
          running.delete(name);
          release();
        });
      running.set(name, ended);
    },
    async settled(name, signal) {
      const gone = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      await Promise.race([running.get(name), gone]);
    },
    async idle() {
      await Promise.all(running.values());
    },
  };
}
