/** Adding up the tokens of calls. */
import type { Usage } from '../../../contracts/model.ts';

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0 };

export const addUsage = (a: Usage, b: Usage): Usage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  ...((a.estimated || b.estimated) && { estimated: true }),
});
