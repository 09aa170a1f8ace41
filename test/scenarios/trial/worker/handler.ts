/** Fails as often as the message says, counted over all its deliveries, those after a redrive too. */
import { defineAgent } from '../../../../functions/kit/define-agent.ts';
import { trial } from '../system.ts';

class WorkFailed extends Error {
  override readonly name = 'WorkFailed';
}

export const handler = defineAgent(trial, 'worker', {
  'trial.work': async ({ id, payload: { failures, crash } }, { state }) => {
    if (failures === 0) return [];
    const failed = (await state.get<number>('failed', id))?.value ?? 0;
    if (failed >= failures) return [];
    await state.put('failed', id, failed + 1);
    if (crash) process.exit(1);
    throw new WorkFailed(`Failure ${failed + 1} of ${failures}.`);
  },
});
