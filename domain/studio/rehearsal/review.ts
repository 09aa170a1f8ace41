/** How the stand-in reviews: it looks for the one check that the first revision lacks. */
import type * as z from 'zod';
import type { reviewSchema } from '../work.ts';

interface TextFile {
  readonly path: string;
  readonly text: string;
}

export function rehearsedReview(files: readonly TextFile[]): z.input<typeof reviewSchema> {
  const addresses = files.find(({ path }) => path === 'src/addresses.js');
  if (addresses?.text.includes("address.protocol !== 'https:'"))
    return {
      verdict: 'approved',
      summary: 'Only addresses of the web are taken; requirements S1 to S3 have tests. Read, not run.',
      reasons: [],
    };
  return {
    verdict: 'changes',
    summary: 'A short link may run a script in the browser of whoever follows it.',
    reasons: [
      {
        path: 'src/addresses.js',
        problem: 'Any address that can be parsed is taken, javascript:, data: and file: too.',
        rule: 'Quality 1: only addresses that begin with http:// or https:// are taken; S1, second criterion.',
        remedy: 'Refuse every other protocol with InvalidAddress before the address is kept.',
        severity: 'blocker',
      },
    ],
  };
}
