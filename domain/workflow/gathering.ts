/**
 * When a coordination has heard enough, and what it gives. Pure.
 *
 *   all      every one asked has answered well
 *   any      one has answered well
 *   first    one has ended, well or not
 *   quorum   so many have answered well
 *
 * When those who have not ended could not make it up any more, it is short of answers: it fails, or gives what came.
 */

import type * as z from 'zod';
import type { GatheredAnswer, Gathering } from '../../contracts/tables/workflows.ts';
import type { claimedOutputSchema } from '../../contracts/workflow-step.ts';

type Claimed = z.output<typeof claimedOutputSchema>;

export type Gathered =
  | { readonly kind: 'waiting' }
  /** `output` is JSON text. */
  | { readonly kind: 'enough'; readonly output: string }
  | { readonly kind: 'short'; readonly reason: string };

type Asking = Pick<Gathering, 'asked' | 'until' | 'missing'>;

/** @param longest of the output, in bytes: the largest answers give way to the messages that carry them */
export function gathered(gathering: Asking, answers: readonly GatheredAnswer[], longest: number): Gathered {
  const good = answers.filter(({ error }) => !error).length;
  const ended = answers.length;
  const asked = gathering.asked.length;
  const needed = neededOf(gathering);
  const enough = gathering.until === 'first' ? ended > 0 : good >= needed;
  if (enough) return { kind: 'enough', output: gatheredOutput(gathering, answers, longest) };
  if (good + asked - ended >= needed) return { kind: 'waiting' };
  if (gathering.missing === 'continue')
    return ended === asked
      ? { kind: 'enough', output: gatheredOutput(gathering, answers, longest) }
      : { kind: 'waiting' };
  const failures = inOrderOf(answers).flatMap(({ from, error }) =>
    error ? [`${from}: ${error.error}: ${error.reason}`] : [],
  );
  return {
    kind: 'short',
    reason: `${needed} of ${asked} must answer, and ${failures.length} cannot: ${failures.join('; ')}`,
  };
}

const neededOf = ({ until, asked }: Asking): number => {
  if (until === 'all') return asked.length;
  return typeof until === 'object' ? until.quorum : 1;
};

/** `{answers, failed, missing}` as JSON text, in the order in which they came. */
export function gatheredOutput(
  { asked }: Pick<Asking, 'asked'>,
  answers: readonly GatheredAnswer[],
  longest: number,
): string {
  const inOrder = inOrderOf(answers);
  const heard = new Set(answers.map(({ sk }) => sk.slice(sk.indexOf('#') + 1)));
  const good = inOrder.flatMap(({ from, by, output, error }) => (error ? [] : [{ from, by, text: output ?? 'null' }]));
  const rest = JSON.stringify({
    failed: inOrder.flatMap(({ from, error }) => (error ? [{ from, ...error }] : [])),
    missing: asked.filter(({ message }) => !heard.has(message)).map(({ to }) => to),
  }).slice(1);
  const texts = fitted(good, longest - Buffer.byteLength(rest));
  return `{"answers":[${texts.join(',')}],${rest}`;
}

const inOrderOf = (answers: readonly GatheredAnswer[]): GatheredAnswer[] =>
  [...answers].sort((a, b) => a.at.localeCompare(b.at) || a.sk.localeCompare(b.sk));

interface Good {
  readonly from: string;
  readonly by: string;
  /** The payload as JSON text. */
  readonly text: string;
}

function fitted(good: readonly Good[], longest: number): string[] {
  const texts = good.map(written);
  const bySize = good.map((_, i) => i).sort((a, b) => sizeAt(texts, b) - sizeAt(texts, a));
  let bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
  for (const i of bySize) {
    const one = good[i];
    if (bytes <= longest || !one) break;
    const claimed = { claimedFrom: one.by, bytes: Buffer.byteLength(one.text) } satisfies Claimed;
    bytes -= sizeAt(texts, i);
    texts[i] = written({ ...one, text: JSON.stringify(claimed) });
    bytes += sizeAt(texts, i);
  }
  return texts;
}

const written = ({ from, by, text }: Good): string =>
  `{"from":${JSON.stringify(from)},"payload":${text},"messageId":${JSON.stringify(by)}}`;
const sizeAt = (texts: readonly string[], i: number): number => Buffer.byteLength(texts[i] ?? '');
