/**
 * Wildcards: `*` stands for any characters, `\*` and `\\` for themselves. Matching is linear in practice (the last star
 * only is ever tried again). AWS refuses patterns whose stars multiply; its measure is not published, ours is below.
 */

/** The parts between the stars; the first must begin the text, the last must end it. */
export interface Wildcard {
  readonly parts: readonly string[];
}

/**
 * The most places of one pattern that a text may keep alive at once. Chosen between the two patterns AWS documents: a
 * path with six equal folders after a star passes, five stars each followed by the same character do not.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
const MOST_PLACES_AT_ONCE = 10;

/** Reads a wildcard. Throws a sentence when it is malformed or too complex. */
export function parseWildcard(pattern: string): Wildcard {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern.charAt(i);
    if (char === '\\') {
      const escaped = pattern.charAt(i + 1);
      if (escaped !== '*' && escaped !== '\\') throw new Error(`Invalid escape character at pos ${i + 1}`);
      part += escaped;
      i += 1;
    } else if (char === '*') {
      if (pattern.charAt(i + 1) === '*') throw new Error(`Consecutive wildcard characters at pos ${i + 1}`);
      parts.push(part);
      part = '';
    } else part += char;
  }
  parts.push(part);
  if (placesAtOnce(parts) > MOST_PLACES_AT_ONCE) {
    throw new Error(
      'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
    );
  }
  return { parts };
}

export function wildcardMatches({ parts }: Wildcard, text: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (let i = 1; i < parts.length - 1; i++) {
    const part = parts[i] ?? '';
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/**
 * For each part behind a star: how many of its own beginnings may be under way together (one more than its longest
 * chain of beginnings that are also endings), plus the stars themselves, which all stay alive once reached.
 */
function placesAtOnce(parts: readonly string[]): number {
  let places = 0;
  for (const part of parts.slice(1)) places += 1 + (part ? longestBorderChain(part) : 0);
  return places;
}

function longestBorderChain(part: string): number {
  const border = [0];
  const chain = [1];
  let longest = 1;
  for (let i = 1, k = 0; i < part.length; i++) {
    while (k > 0 && part[i] !== part[k]) k = border[k - 1] ?? 0;
    if (part[i] === part[k]) k += 1;
    border.push(k);
    chain.push(k > 0 ? 1 + (chain[k - 1] ?? 0) : 1);
    longest = Math.max(longest, chain[i] ?? 1);
  }
  return longest;
}
