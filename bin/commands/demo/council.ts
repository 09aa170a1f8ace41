/** The council's demo: nine debaters and a judge, from a topic to a verdict, turn by turn. */
import { debaterOf, type Judgement, type PlacedTurn, type Turn, type Verdict } from '../../../domain/council/debate.ts';
import { debateWorkflow } from '../../../systems/council/workflow.ts';
import type { Demo, Outcome, Stage } from './demo.ts';
import { type Ended, runWorkflow, type StreamedMessage } from './workflow.ts';

const TOPIC = 'Should a team of thirty rewrite its ten-year-old monolith as microservices?';
/** Characters on each side of a bar's middle. */
const HALF = 10;

interface Result {
  readonly ended: string;
  readonly rounds: number;
  readonly position: string;
  readonly decidedBy: string;
  readonly judgement: Judgement;
  readonly verdict: Verdict | null;
  readonly turns: readonly PlacedTurn[];
}

interface Begun {
  readonly id: string;
  readonly execution: string;
  readonly boundUsd: number;
}

export const councilDemo = async (): Promise<Demo> => ({
  title: `the council: "${TOPIC}"`,
  notes: [],
  async play(stage) {
    const { api, screen } = stage;
    const begin = async (name: string): Promise<string> => {
      const { execution, boundUsd } = await api.post<Begun>('/v1/debates', { name, topic: TOPIC, judge: true });
      screen.print(`It costs $${boundUsd.toFixed(4)} at most.`);
      return execution;
    };
    const onMessage = (message: StreamedMessage): void => {
      for (const line of told(message)) screen.print(line);
    };
    return report(stage, await runWorkflow<Result>(stage, { workflow: debateWorkflow, begin, onMessage }));
  },
});

function told({ type, sender, payload }: StreamedMessage): string[] {
  if (type === 'council.turn.taken') {
    const turn = payload as Turn;
    const who = (debaterOf(`agent:${sender}`) ?? sender).padEnd(10);
    return [`  ${who} ${bar(turn.stance)}  ${'absent' in turn ? `not heard: ${turn.absent}` : turn.claim}`];
  }
  if (type !== 'council.judgement.made') return [];
  const { rounds } = payload as Judgement;
  const now = rounds.at(-1);
  if (!now) return [];
  const state = now.agreed ? 'agreed' : now.stalled ? 'nobody moves any more' : 'not agreed';
  return [
    `round ${now.round}    ${bar(now.mean)}  agreement ${now.agreement.toFixed(2)}, moved ${now.movement.toFixed(2)}: ${state}`,
    '',
  ];
}

/** From the middle to the left for against, to the right for for. */
function bar(stance: number): string {
  const length = Math.round(Math.abs(stance) * HALF);
  const left = stance < 0 ? '█'.repeat(length) : '';
  const right = stance > 0 ? '█'.repeat(length) : '';
  return `${left.padStart(HALF)}│${right.padEnd(HALF)} ${stance.toFixed(2).padStart(5)}`;
}

function report({ screen, once }: Stage, { execution, state, output }: Ended<Result>): Outcome {
  if (!output) return { endedWell: false, figures: { execution, state } };
  const { rounds, position, decidedBy, ended, verdict, turns } = output;
  const reasons = verdict && 'reasons' in verdict ? verdict.reasons.map((reason) => `- ${reason}`) : [];
  const madeBy = [...new Set(turns.flatMap(({ payload }) => ('absent' in payload ? [] : [payload.madeBy])))];
  const lines = [
    `${position}, decided by ${decidedBy}; the debate ended ${ended} after ${rounds} rounds; turns by ${madeBy.join(', ')}`,
    ...reasons,
    ...(once
      ? []
      : [`curl -s "$API/v1/debates/${execution.slice(execution.indexOf(':') + 1)}/transcript" -H "x-api-key: $KEY"`]),
  ];
  for (const line of lines) screen.print(line);
  const absent = turns.filter(({ payload }) => 'absent' in payload).length;
  const figures = { execution, state, ended, rounds, position, decidedBy, absent };
  return { endedWell: state === 'succeeded' && absent === 0 && turns.length > 0, figures };
}
