/** The business analyst: requirements from a request, or the reason why there are none. */
import type { studio } from '../../../../systems/studio.ts';
import type { Handlers } from '../../../kit/agent.ts';
import { madeBy } from '../../../kit/make-files.ts';
import { analyse } from './analyse.v1.ts';

export const analyst: Handlers<typeof studio, 'analyst'> = {
  'studio.analysis.requested': async ({ payload }, { model }) => {
    const answer = await model.ask(analyse, { request: payload.request });
    return [{ type: 'studio.analysis.made', payload: { ...answer.value, madeBy: madeBy(answer) } }];
  },
};
