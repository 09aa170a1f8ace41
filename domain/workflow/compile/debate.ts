/**
 * Rounds of turns, each followed by a judgement. Owns what each is asked, `{topic, round, rounds, phase, turns}` with the turns of the
 * rounds before, and when there is no further round: they agree, nobody moves any more, or there are none left.
 */
import type { DEBATE_ENDS, StepOf } from '../../../contracts/workflow.ts';
import { addressOf, timeoutOf, waitingTask } from './asking.ts';
import { retryOf } from './handlers.ts';
import { type CompileStep, commented, leavingTo, type Scope, type State } from './machine.ts';
import { debateVariable, roundVariable } from './names.ts';
import { expression, isExpression, rewrite, rewriteExpression } from './rewrite.ts';

export const compileDebate: CompileStep<'debate'> = (scope, step, name, exit) => {
  const round = roundVariable(step);
  const turns = debateVariable(step, 'turns');
  const judgement = debateVariable(step, 'judgement');
  const rounds = debateVariable(step, 'rounds');
  const [speak, judge, decide] = [`${step.id}: turns`, `${step.id}: judge`, `${step.id}: next round`];
  const ends = (ended: (typeof DEBATE_ENDS)[number]) =>
    leavingTo(
      exit,
      {
        rounds: expression(`$${round}`),
        ...{ agreed: ended === 'agreed', ended },
        judgement: expression(`$${judgement}`),
        turns: expression(`$${turns}`),
      },
      `${step.id}: ${ended}`,
    );
  const [agreed, stalled, exhausted] = [ends('agreed'), ends('stalled'), ends('exhausted')];
  return {
    [name]: {
      ...commented(step, `A debate, ${step.maxRounds} rounds at most`),
      Type: 'Pass',
      Assign: {
        [round]: 1,
        [rounds]: roundsOf(step),
        [turns]: [],
        [debateVariable(step, 'debaters')]: debatersOf(scope, step),
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
      Comment: 'Another round, unless they agree or nobody moves any more',
      Type: 'Choice',
      Choices: [
        { Comment: 'They agree', Condition: expression(`$${judgement}.agreed = true`), ...agreed.way },
        { Comment: 'Nobody moves any more', Condition: expression(`$${judgement}.stalled = true`), ...stalled.way },
        { Comment: 'No rounds left', Condition: expression(`$${round} >= $${rounds}`), ...exhausted.way },
      ],
      Default: speak,
      Assign: { [round]: expression(`$${round} + 1`) },
    },
    ...agreed.states,
    ...stalled.states,
    ...exhausted.states,
  };
};

const sourceOf = (text: string): string => rewriteExpression(text).slice(2, -2).trim();

/** A computed number cannot go beyond the one that the verifier counts with. */
const roundsOf = ({ maxRounds, rounds }: StepOf<'debate'>): number | string =>
  rounds === undefined ? maxRounds : expression(`$min([${maxRounds}, $max([1, $floor(${sourceOf(rounds)})])])`);

/** Their addresses. Nobody can be among them who is not declared. */
function debatersOf(scope: Scope, { debaters, among }: StepOf<'debate'>): string | string[] {
  const addresses = debaters.map((one) => addressOf(scope, one));
  if (among === undefined) return addresses;
  const text = (one: string): string => (isExpression(one) ? `(${sourceOf(one)})` : `'${one}'`);
  const all = debaters.map((one, i) => `{'name': ${text(one)}, 'to': ${text(addresses[i] ?? one)}}`);
  return expression(`[$filter([${all.join(', ')}], function($one) { $one.name in (${sourceOf(among)}) }).to]`);
}

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
  const rounds = `$${debateVariable(step, 'rounds')}`;
  const request = {
    do: 'ask' as const,
    to,
    type: message.type,
    payload: {
      topic: rewrite(step.topic),
      round: expression(round),
      rounds: expression(rounds),
      phase: expression(`${round} = 1 ? 'opening' : ${round} >= ${rounds} ? 'closing' : 'rebuttal'`),
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
