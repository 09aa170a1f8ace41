/** Books places; a place remembers how often. Its effect shows when a message is handled twice. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { trial } from '../system.ts';

export const handler = defineAgent(trial, 'booker', {
  'trial.booking': async ({ payload: { place } }, { state }) => {
    const before = await state.get<number>('places', place);
    const times = (before?.value ?? 0) + 1;
    await state.put('places', place, times, { ifVersion: before?.version ?? 0 });
    return [{ type: 'trial.booked', payload: { place, times } }];
  },
});
