/** Rounds of turns, each followed by a judgement. Owns what each is asked: `{topic, round, turns}`, the turns of the rounds before. */
import type { StepOf } from '../../../contracts/workflow.ts';
import { addressOf, timeoutOf, waitingTask } from './asking.ts';
import { retryOf } from './handlers.ts';
import { type CompileStep, commented, leavingTo, type Scope, type State } from './machine.ts';
import { debateVariable, roundVariable } from './names.ts';
import { expression, rewrite } from './rewrite.ts';

export const compileDebate: CompileStep<'debate'> = (scope, step, name, exit) => {
  const round = roundVariable(step);
  const turns = debateVariable(step, 'turns');
  const judgement = debateVariable(step, 'judgement');
  const [speak, judge, decide] = [`${step.id}: turns`, `${step.id}: judge`, `${step.id}: next round`];
  const outcome = (agreed: boolean) => ({
    rounds: expression(`$${round}`),
    agreed,
    judgement: expression(`$${judgement}`),
    turns: expression(`$${turns}`),
  });
  const agreed = leavingTo(exit, outcome(true), `${step.id}: agreed`);
  const apart = leavingTo(exit, outcome(false), `${step.id}: not agreed`);
  return {
    [name]: {
      ...commented(step, `A debate, ${step.maxRounds} rounds at most`),
      Type: 'Pass',
      Assign: {
        [round]: 1,
        [turns]: [],
        [debateVariable(step, 'debaters')]: step.debaters.map((one) => addressOf(scope, one)),
      },
      Next: speak,
    },
    [speak]: { Comment: 'Everybody has a turn', ...everybodySpeaks(scope, step), Next: judge },
    [judge]: {
      Comment: 'The moderator judges whether they agree',
      ...asks(scope, step, step.judge, addressOf(scope, step.moderator), `'judge'`),
      Assign: { [judgement]: expression('$states.result') },
      Next: decide,
    },
    [decide]: {
      Comment: 'Another round, unless they agree',
      Type: 'Choice',
      Choices: [
        { Comment: 'They agree', Condition: expression(`$${judgement}.agreed = true`), ...agreed.way },
        { Comment: 'No rounds left', Condition: expression(`$${round} >= ${step.maxRounds}`), ...apart.way },
      ],
      Default: speak,
      Assign: { [round]: expression(`$${round} + 1`) },
    },
    ...agreed.states,
    ...apart.states,
  };
};

/** A Map over the debaters: they do not hear each other before the round is over. */
function everybodySpeaks(scope: Scope, step: StepOf<'debate'>): State {
  const turn = `${step.id}: turn`;
  const turns = debateVariable(step, 'turns');
  return {
    Type: 'Map',
    Items: expression(`$${debateVariable(step, 'debaters')}`),
    ItemSelector: {
      to: expression('$states.context.Map.Item.Value'),
      number: expression('$states.context.Map.Item.Index'),
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'INLINE' },
      StartAt: turn,
      States: {
        [turn]: {
          Comment: 'One has a turn',
          ...asks(scope, step, step.turn, expression('$states.input.to'), '$states.input.number'),
          Output: {
            round: expression(`$${roundVariable(step)}`),
            from: expression('$states.input.to'),
            payload: expression('$states.result'),
          },
          End: true,
        },
      },
    },
    Assign: { [turns]: expression(`$append($${turns}, $states.result)`) },
  };
}

function asks(scope: Scope, step: StepOf<'debate'>, message: StepOf<'debate'>['turn'], to: string, who: string): State {
  const { definition } = scope;
  const round = `$${roundVariable(step)}`;
  const request = {
    do: 'ask' as const,
    to,
    type: message.type,
    payload: {
      topic: rewrite(step.topic),
      round: expression(round),
      turns: expression(`$${debateVariable(step, 'turns')}`),
    },
    expects: 'reply',
    reply: message.reply,
  };
  const waiting = { timeoutS: timeoutOf(step, definition), heartbeatS: step.heartbeatS };
  return {
    ...waitingTask({ ...scope, place: [...scope.place, round, who] }, step, request, waiting),
    ...retryOf(step.retry ?? definition.retry, { of: 'lambda' }),
  };
}
