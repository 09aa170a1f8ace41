/** Actions whose answer means that the change is on disk: the write-through is theirs, the waiting is done here for all. */
import type { Engine } from './engine.ts';
import type { Action } from './service.ts';

/** Wraps actions so that they answer when everything they wrote is durable. Reading costs nothing. */
export const durably = (engine: Engine, actions: readonly Action[]): Action[] =>
  actions.map((action) => ({
    ...action,
    async run(input, call) {
      const answer = await action.run(input, call);
      await engine.store.durable();
      return answer;
    },
  }));
