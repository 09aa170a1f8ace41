/** Which variant of an experiment a conversation gets: decided by its id alone, so that all its calls get the same. */
import { createHash } from 'node:crypto';

/** Throws when no variant has a share above 0. */
export function drawVariant<T extends { readonly share: number }>(
  experiment: string,
  conversation: string,
  variants: readonly T[],
): T {
  const drawable = variants.filter(({ share }) => share > 0);
  const total = drawable.reduce((sum, { share }) => sum + share, 0);
  const hash = createHash('sha256').update(`${experiment}\n${conversation}`).digest().readUInt32BE(0);
  let left = (hash / 2 ** 32) * total;
  for (const variant of drawable) {
    left -= variant.share;
    if (left < 0) return variant;
  }
  const last = drawable.at(-1); // where adding up the shares was not exact
  if (!last) throw new Error(`Experiment ${experiment} has no variant with a share above 0.`);
  return last;
}
