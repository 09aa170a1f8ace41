/**
 * A debater: one turn for each round. Its model gives the opinion; its name, and which turns it has heard, do not come from the model. When
 * no model answers, it takes a turn without weight that says why, so that the debate goes on without it.
 */
import type { Message } from '../../../contracts/message.ts';
import { type Asked, type Debater, heardIn, type Turn } from '../../../domain/council/debate.ts';
import type { AgentContext, Tools } from '../agent-context.ts';
import { ModelError } from '../model/port.ts';
import { askAloud } from './ask-aloud.ts';
import type { TurnPrompt } from './turn-prompt.ts';

type Context = Pick<AgentContext, 'log'> & Pick<Tools, 'model'>;

export const createDebater = (by: Debater, prompt: TurnPrompt) => ({
  'council.turn.requested': async ({ payload }: Message<'council.turn.requested', Asked>, { model, log }: Context) => {
    const { topic, phase, round, rounds } = payload;
    const heard = heardIn(payload.turns);
    const mine = heard.filter((one) => one.by === by);
    const others = heard.filter((one) => one.by !== by && one.round === round - 1);
    const taken = (turn: Turn) => [{ type: 'council.turn.taken' as const, payload: turn }];
    try {
      const variables = { question: topic.question, phase, round, rounds, mine, others };
      const answer = await askAloud(model, prompt, variables);
      return taken({ ...answer.value, madeBy: answer.model, prompt: answer.prompt });
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      log.warn('A debater could not be heard.', { code: error.name, reason: error.message });
      return taken({ absent: error.name, stance: 0, confidence: 0 });
    }
  },
});
