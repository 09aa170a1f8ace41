/**
 * Words that do not belong in the repository: notes to oneself, paths of one machine, hosts of a package registry.
 *
 * The patterns are written so that they do not match themselves. Each complaint tells the line.
 */
import type { Complaint, Source } from './source.ts';

const FORBIDDEN: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  { pattern: /\b(?:TO[D]O|FIX[M]E|XX[X])\b/, why: 'a note to oneself: do it now or open an issue' },
  { pattern: /(?<![\w.$~{}/-])\/(?:wor[k]|roo[t]|home\/[a-z]\w*|Users\/\w+)\//, why: 'a path of one machine' },
  { pattern: /\/tmp\/(?:brie[f]|bash_job[s])/i, why: 'a path of one machine' },
  {
    pattern: /\bregistry\.(?:npmj[s]|yarnpk[g])\./i,
    why: 'a registry host: the machine decides where packages come from',
  },
  {
    pattern: /"resolve[d]": "/,
    why: 'the lockfile names a registry host: install with omit-lockfile-registry-resolved',
  },
  {
    pattern: /^\s*(?:@[\w-]+:)?registr[y]\s*=/,
    why: 'a registry setting: the machine decides where packages come from',
  },
];

/** Every line of `sources` that holds a forbidden word. */
export function checkWords(sources: readonly Source[]): Complaint[] {
  return sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        FORBIDDEN.filter(({ pattern }) => pattern.test(line)).map(({ why }) => `${path}:${index + 1}: ${why}`),
      ),
  );
}
