/**
 * A debate as Markdown, for people. What models wrote is text and stays text: it stands in lines of our own making, with every sign that
 * Markdown or HTML knows escaped, so that no turn can forge a heading, a speaker, a link or a script.
 * https://spec.commonmark.org/0.31.2/#backslash-escapes https://github.github.com/gfm/#autolinks-extension-
 */
import { debaterOf, type PlacedTurn } from './debate.ts';
import type { DebateRecord } from './record.ts';
import { ROLES } from './roles.ts';

export interface Told {
  readonly question: string;
  /** `running`, `succeeded` … */
  readonly state: string;
  readonly startedAt: string;
  readonly endedAt?: string | undefined;
  /** Of the result, when there is one. */
  readonly outcome?: { readonly ended: string; readonly position: string; readonly decidedBy: string } | undefined;
}

/**
 * Text on one line. Control and formatting characters go, those that turn the direction of writing among them; signs of Markdown and HTML
 * are escaped; what GitHub would make a link of by itself is broken up.
 */
export const plain = (text: string): string =>
  text
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replaceAll(/[\\`*_{}[\]()<>#|~&!$^@]/g, (sign) => `\\${sign}`)
    .replaceAll(/:(?=\/\/)|\.(?=\S)/g, (sign) => `\\${sign}`)
    .trim()
    .replace(/^[-+=]/, (sign) => `\\${sign}`)
    .replace(/^(\d+)(?=\. |\.$)/, (digits) => `${digits}\\`);

const signed = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(2)}`;
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const titleOf = (from: string): string => {
  const name = debaterOf(from);
  return name ? ROLES[name].title : plain(from);
};

export function transcriptOf(told: Told, record: DebateRecord): string {
  const rounds = [...new Set(record.turns.map(({ round }) => round))].sort((a, b) => a - b);
  return [`# ${plain(told.question)}`, headOf(told), ...rounds.map((round) => roundOf(round, record)), endOf(record)]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function headOf({ state, startedAt, endedAt, outcome }: Told): string {
  const times = `Begun ${startedAt}${endedAt === undefined ? '' : `, ended ${endedAt}`}.`;
  if (!outcome) return `The debate is ${state}. ${times}`;
  const { position, decidedBy, ended } = outcome;
  const by = decidedBy === 'nobody' ? 'nobody decided it' : `by ${decidedBy}`;
  return `**${position}**, ${by}; the debate ended ${ended}. ${times}`;
}

function roundOf(round: number, { turns, judgement }: DebateRecord): string {
  const figures = judgement?.rounds.find((one) => one.round === round);
  return [
    `## Round ${round}`,
    ...turns.filter((turn) => turn.round === round).map(turnOf),
    ...(figures
      ? [
          `Agreement ${percent(figures.agreement)}, mean ${signed(figures.mean)} (${figures.position}), movement ${figures.movement.toFixed(2)}, quorum ${percent(figures.quorum)}.`,
        ]
      : []),
  ].join('\n\n');
}

function turnOf({ from, payload }: PlacedTurn): string {
  if ('absent' in payload) return `### ${titleOf(from)}\n\nCould not be heard (${plain(payload.absent)}).`;
  const { claim, evidence, stance, confidence, answers, changesMind, madeBy } = payload;
  const lines = [
    `- Stance ${signed(stance)}, confidence ${percent(confidence)}`,
    `- Claim: ${plain(claim)}`,
    ...evidence.map((one) => `- Evidence: ${plain(one)}`),
    ...(answers.length > 0 ? [`- Answers: ${answers.map((name) => ROLES[name].title).join(', ')}`] : []),
    `- Would change its mind: ${plain(changesMind)}`,
    `- Made by: ${plain(madeBy)}`,
  ];
  return `### ${titleOf(from)}\n\n${lines.join('\n')}`;
}

function endOf({ judgement, verdict }: DebateRecord): string {
  const parts = [];
  if (judgement && judgement.dissent.length > 0) {
    const lines = judgement.dissent.map(
      ({ by, stance, claim }) => `- ${ROLES[by].title} (${signed(stance)}): ${plain(claim)}`,
    );
    parts.push(`## Dissent\n\n${lines.join('\n')}`);
  }
  if (judgement?.summary) {
    const { summary, madeBy } = judgement.summary;
    parts.push(`## Summary\n\n${plain(summary)}\n\nMade by: ${plain(madeBy)}`);
  }
  if (verdict && !('absent' in verdict)) {
    const reasons = verdict.reasons.map((reason) => `- ${plain(reason)}`).join('\n');
    parts.push(`## Verdict: ${verdict.position}\n\n${reasons}\n\nMade by: ${plain(verdict.madeBy)}`);
  }
  if (verdict && 'absent' in verdict)
    parts.push(`## Verdict\n\nThe judge could not be heard (${plain(verdict.absent)}).`);
  return parts.join('\n\n');
}
