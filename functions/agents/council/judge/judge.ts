/** Decides where the council does not agree; undecided, with the reason, where no model answers. */
import { heardIn } from '../../../../domain/council/debate.ts';
import type { council } from '../../../../systems/council.ts';
import type { Handlers } from '../../../kit/agent.ts';
import { askAloud } from '../../../kit/council/ask-aloud.ts';
import { ModelError } from '../../../kit/model/port.ts';
import { verdict } from './verdict.v1.ts';

export const judge: Handlers<typeof council, 'judge'> = {
  'council.verdict.requested': async ({ payload: { question, turns, judgement } }, { model, log }) => {
    const rounds = judgement.rounds.map(({ round, agreement, mean }) => ({ round, agreement, mean }));
    try {
      const {
        value,
        model: madeBy,
        prompt,
      } = await askAloud(model, verdict, { question, rounds, turns: heardIn(turns) });
      return [{ type: 'council.verdict.given', payload: { ...value, madeBy, prompt } }];
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      log.warn('The judge could not be heard.', { code: error.name, reason: error.message });
      return [{ type: 'council.verdict.given', payload: { absent: error.name, position: 'undecided' } }];
    }
  },
};
