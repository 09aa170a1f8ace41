/**
 * Moderates: computes after each round whether they agree, and at the end lets a model tell what was argued. Without a model the
 * judgement is the same; the summary is missing then.
 */
import type { Message } from '../../../../contracts/message.ts';
import { type Asked, heardIn, type Judgement } from '../../../../domain/council/debate.ts';
import { judgementOf } from '../../../../domain/council/moderate.ts';
import type { council } from '../../../../systems/council.ts';
import type { Handlers } from '../../../kit/agent.ts';
import type { ContextOf } from '../../../kit/agent-context.ts';
import { askAloud } from '../../../kit/council/ask-aloud.ts';
import { ModelError } from '../../../kit/model/port.ts';
import { summary } from './summary.v1.ts';

type Context = ContextOf<typeof council, 'moderator'>;

export const moderator: Handlers<typeof council, 'moderator'> = {
  'council.judgement.requested': async ({ payload }: Message<'council.judgement.requested', Asked>, context) => {
    const judgement = judgementOf(payload);
    const ended = endOf(judgement, payload);
    const told = ended === undefined ? {} : await summarise(ended, judgement, payload, context);
    return [{ type: 'council.judgement.made', payload: { ...judgement, ...told } }];
  },
};

/** As the step of the workflow sees it; undefined where another round follows. */
function endOf({ agreed, stalled }: Judgement, { round, rounds }: Asked) {
  if (agreed) return 'agreed';
  if (stalled) return 'stalled';
  return round >= rounds ? 'exhausted' : undefined;
}

async function summarise(
  ended: 'agreed' | 'stalled' | 'exhausted',
  { position, rounds }: Judgement,
  { topic, round, turns }: Asked,
  { model, log }: Context,
): Promise<Pick<Judgement, 'summary'>> {
  const lastRound = heardIn(turns).filter((one) => one.round === round);
  const figures = rounds.map(({ round, agreement, mean }) => ({ round, agreement, mean }));
  try {
    const variables = { question: topic.question, ended, position, rounds: figures, lastRound };
    const answer = await askAloud(model, summary, variables);
    return { summary: { ...answer.value, madeBy: answer.model, prompt: answer.prompt } };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    log.warn('A debate has no summary.', { code: error.name, reason: error.message });
    return {};
  }
}
