/** Each module opens by saying what it is: the first thing in it, after a `#!` line, is a comment with words in it. */
import type { Complaint, Source } from './source.ts';

/** Fewer letters than this say nothing. */
const MIN_LETTERS = 15;

/** The modules that do not open with a comment that says something. */
export function checkOpenings(sources: readonly Source[]): Complaint[] {
  return sources
    .filter(({ text }) => openingLetters(text) < MIN_LETTERS)
    .map(({ path }) => `${path}: does not open with a comment: say what the module owns, what it does not, its rules`);
}

function openingLetters(text: string): number {
  const body = text.replace(/^#!.*\n/, '').trimStart();
  const comment = /^(?:\/\*[\s\S]*?\*\/|(?:\/\/.*\n?)+)/.exec(body)?.[0] ?? '';
  const prose = comment.replace(/biome-ignore.*|@ts-\w+|https?:\S+/g, '');
  return prose.replace(/[^\p{L}]/gu, '').length;
}
