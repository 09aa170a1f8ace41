/**
 * What debaters, moderator and judge say where there is no model: always the same for the same question, so that demos and tests show
 * a debate. The question decides how ready the council is to listen: some debates converge, some stand still, some run out of rounds. It
 * knows nothing of the question; every answer of the offline provider says who made it (`offline:…`).
 */
import { DEAD_BAND } from './consensus.ts';
import type { Debater, OpinionGiven } from './debate.ts';
import { ROLES } from './roles.ts';

/** How much of the way to the mean each goes in a round. */
const TEMPERS = { open: 0.7, slow: 0.08, closed: 0 } as const;

/** By the question: `open` converges, `slow` runs out of rounds, `closed` stands still. */
function temperOf(question: string): keyof typeof TEMPERS {
  const share = draw(question, 'temper');
  if (share < 0.5) return 'open';
  return share < 0.75 ? 'slow' : 'closed';
}

export interface Before {
  readonly by: Debater;
  readonly stance: number;
  readonly confidence: number;
}

/** @param before the turns of the round before, its own among them; none in the first */
export function standInTurn(by: Debater, question: string, before: readonly Before[]): OpinionGiven {
  const { lines, looksAt } = ROLES[by];
  const own = before.find((one) => one.by === by);
  const stance = hundredths(
    own ? own.stance + TEMPERS[temperOf(question)] * (meanOf(before) - own.stance) : first(by, question),
  );
  const others = before
    .filter((one) => one.by !== by)
    .sort((a, b) => Math.abs(b.stance - stance) - Math.abs(a.stance - stance) || (a.by < b.by ? -1 : 1));
  return {
    claim: stance >= 0 ? lines.for : lines.against,
    evidence: ['A stand-in wrote this: no source was consulted.'],
    stance,
    confidence: hundredths(0.6 + 0.4 * draw(question, `${by} is sure`)),
    answers: others.slice(0, 2).map((one) => one.by),
    changesMind: `Something new about ${looksAt}.`,
  };
}

/** @param mean of the last round, from −1 to 1 */
export function standInVerdict(mean: number): { position: 'for' | 'against'; reasons: string[]; confidence: number } {
  const position = mean >= 0 ? 'for' : 'against';
  return {
    position,
    reasons: [
      Math.abs(mean) > DEAD_BAND
        ? `The weight of the last round lies ${position} it.`
        : `The last round is nearly even; what little there is lies ${position} it.`,
      'A stand-in wrote this: it followed the mean and judged no argument.',
    ],
    confidence: hundredths(Math.min(1, 0.5 + Math.abs(mean) / 2)),
  };
}

function first(by: Debater, question: string): number {
  const lean = 2 * draw(question, 'lean') - 1;
  const own = 2 * draw(question, by) - 1;
  return Math.min(1, Math.max(-1, ROLES[by].leaning * 0.6 + lean * 0.5 + own * 0.5));
}

function meanOf(turns: readonly Before[]): number {
  const weight = turns.reduce((sum, { confidence }) => sum + confidence, 0);
  return weight === 0 ? 0 : turns.reduce((sum, { stance, confidence }) => sum + stance * confidence, 0) / weight;
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** From 0 up to 1, by a text: FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/, and a mix, for its high bits differ little. */
function draw(question: string, what: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${what}\n${question}`) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
