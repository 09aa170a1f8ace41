/**
 * Files as they are shown to a model: as many whole ones as fit, the rest by name. What was left out is said, so that no answer is
 * taken for more than it read.
 */
import * as z from 'zod';

/**
 * Characters, the most first: some 30,000 tokens for models that read much, and less and less for those that say that it is too long.
 * The last fits beside rules, requirements and design of a small project into 8,192 tokens.
 */
export const SHOWN_CHARACTERS = [100_000, 40_000, 12_000, 6_000, 3_000] as const;

/** Variables of a prompt that shows files. */
export const shownSchema = {
  files: z.array(z.strictObject({ path: z.string(), text: z.string() })),
  leftOut: z.array(z.string()),
};
export type ShownFiles = z.output<z.ZodObject<typeof shownSchema>>;

/**
 * One that does not fit is left out, and a smaller one behind it may still fit.
 * @param first paths that matter most; the others follow in their order
 */
export function shownFiles(
  files: Readonly<ShownFiles['files']>,
  most: number,
  first: readonly string[] = [],
): ShownFiles {
  const rank = ({ path }: ShownFiles['files'][number]) => (first.includes(path) ? 0 : 1);
  const shown: ShownFiles['files'] = [];
  const leftOut: string[] = [];
  let left = most;
  for (const { path, text } of [...files].sort((one, other) => rank(one) - rank(other))) {
    if (text.length > left) leftOut.push(path);
    else shown.push({ path, text });
    left -= text.length > left ? 0 : text.length;
  }
  return { files: shown, leftOut };
}
