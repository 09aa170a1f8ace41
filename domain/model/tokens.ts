/**
 * How many tokens a text has, at most and about: there is no tokenizer here for every model, so this counts on the safe side. A token
 * of today's tokenizers is seldom shorter than three bytes of UTF-8 in prose, and two in code and foreign scripts.
 */

/** An estimate that is seldom too low: bytes of UTF-8 over 3, and one. */
export const estimateTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3) + 1;
