/**
 * Random passwords, from the machine's randomness: a secret must not be guessable from the cloud's seed.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
 */
import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { invalid } from './errors.ts';

/** Members of GetRandomPassword, which GenerateSecretString of the resource type has too. */
export const passwordMembers = {
  PasswordLength: z.coerce.number().int().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().max(4096).default(''),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  RequireEachIncludedType: z.boolean().default(true),
};

const options = z.object(passwordMembers);

const KINDS = [
  ['ExcludeLowercase', 'abcdefghijklmnopqrstuvwxyz'],
  ['ExcludeUppercase', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ['ExcludeNumbers', '0123456789'],
  ['ExcludePunctuation', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
] as const;

/** Throws InvalidParameterException when the rules leave no character, or too few places for one of each kind. */
export function randomPassword(given: z.output<typeof options>): string {
  const allowed = (text: string) => [...text].filter((char) => !given.ExcludeCharacters.includes(char));
  const kinds = KINDS.filter(([exclude]) => !given[exclude]).map(([, chars]) => allowed(chars));
  if (given.IncludeSpace) kinds.push(allowed(' '));
  const usable = kinds.filter((kind) => kind.length > 0);
  const all = usable.flat();
  if (all.length === 0) throw invalid('The rules exclude every character, so there is no password.');
  const required = given.RequireEachIncludedType ? usable : [];
  if (required.length > given.PasswordLength)
    throw invalid('PasswordLength is too short for one character of each kind: make it longer or do not require each.');
  const chars = required.map(pick);
  while (chars.length < given.PasswordLength) chars.push(pick(all));
  return shuffled(chars).join('');
}

const pick = (from: readonly string[]): string => from[randomInt(from.length)] ?? '';

function shuffled(chars: string[]): string[] {
  for (let i = chars.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [chars[i], chars[j]] = [chars[j] ?? '', chars[i] ?? ''];
  }
  return chars;
}
