/** What the moderator finds, from the turns alone: the consensus of each round, and who dissents in the last one. No model has a say in it. */
import { consensusOf, type Opinion } from './consensus.ts';
import { type Asked, type Debater, debaterOf, type Judgement, type PlacedTurn } from './debate.ts';

/** Figures are told with so many digits, so that the same debate has the same record everywhere. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

interface Spoken extends Opinion {
  readonly by: Debater;
  readonly claim: string;
}

export function judgementOf({ topic, round, turns }: Pick<Asked, 'topic' | 'round' | 'turns'>): Judgement {
  const { threshold, quorum, expertise } = topic;
  const rules = { threshold, quorum, expertise: expertise as Readonly<Record<string, number>> };
  const figures = Array.from({ length: round }, (_, i) => {
    const consensus = consensusOf(spokenIn(turns, i + 1), spokenIn(turns, i), rules);
    return {
      round: i + 1,
      ...consensus,
      agreement: rounded(consensus.agreement),
      dispersion: rounded(consensus.dispersion),
      mean: rounded(consensus.mean),
      quorum: rounded(consensus.quorum),
      movement: rounded(consensus.movement),
      dissent: consensus.dissent as Debater[],
    };
  });
  const last = figures.at(-1);
  const spoken = spokenIn(turns, round);
  return {
    agreed: last?.agreed ?? false,
    stalled: last?.stalled ?? false,
    position: last?.position ?? 'undecided',
    rounds: figures,
    dissent: spoken
      .filter(({ by }) => last?.dissent.includes(by))
      .map(({ by, stance, claim }) => ({ by, stance, claim })),
  };
}

/** Those of one round, absent ones among them: their weight is 0. */
const spokenIn = (turns: readonly PlacedTurn[], round: number): Spoken[] =>
  turns.flatMap((turn) => {
    const by = debaterOf(turn.from);
    if (by === undefined || turn.round !== round) return [];
    const { stance, confidence } = turn.payload;
    return [{ by, stance, confidence, claim: 'claim' in turn.payload ? turn.payload.claim : '' }];
  });
