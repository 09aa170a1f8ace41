/** What a clerk does with an errand, and with a turn in a debate. */

import type { Handlers } from '../../../functions/kit/agent.ts';
import type { AgentContext } from '../../../functions/kit/agent-context.ts';
import { change } from '../../../functions/kit/change.ts';
import type { office } from './system.ts';

class ErrandFailed extends Error {
  override readonly name = 'ErrandFailed';
}

/** One more under a name; gives how many there are now. */
const count = ({ state }: AgentContext, partition: string, key: string): Promise<number> =>
  change<number, number>(state, partition, key, (before = 0) => ({ value: before + 1, result: before + 1 }));

export const errands = (by: 'clerk' | 'archivist'): Handlers<typeof office, 'clerk'> => ({
  'office.errand': async ({ id, payload: { text, how, fails, bytes, with: data } }, context) => {
    if (fails > 0 && (await count(context, 'tries', id)) <= fails) throw new ErrandFailed(`Errand ${text} failed.`);
    if (how === 'crash') process.exit(1);
    if (how === 'silent') return [];
    if (how === 'progress') return [{ type: 'office.errand.progress', payload: { text } }];
    const times = await count(context, 'errands', text);
    const payload = {
      text,
      by,
      times,
      ...(bytes > 0 && { padding: 'x'.repeat(bytes) }),
      ...(data !== undefined && { with: data }),
    };
    return [{ type: 'office.errand.done', payload }];
  },
  'office.turn': ({ payload: { round } }) => [
    { type: 'office.turn.taken', payload: { by, stance: by === 'clerk' ? 1 : round - 1 } },
  ],
});
