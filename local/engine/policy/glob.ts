/**
 * Wildcards of policies: `*` for any run of characters, `?` for one. Owns matching of texts and of ARNs; linear in memory
 * and without backtracking into earlier stars, so no pattern is slow.
 */

export type Matcher = (text: string) => boolean;

/** Compiles a pattern once. `caseless` is for action names: IAM compares those without regard to case. */
export function glob(pattern: string, caseless = false): Matcher {
  const wanted = caseless ? pattern.toLowerCase() : pattern;
  const test = plain(wanted);
  return caseless ? (text) => test(text.toLowerCase()) : test;
}

function plain(pattern: string): Matcher {
  if (/^\*+$/.test(pattern)) return () => true;
  const wild = pattern.search(/[*?]/);
  if (wild < 0) return (text) => text === pattern;
  if (wild === pattern.length - 1 && pattern.endsWith('*')) {
    const prefix = pattern.slice(0, -1);
    return (text) => text.startsWith(prefix);
  }
  return (text) => matches(pattern, text);
}

/** On a mismatch only the latest star is retried, one character further: earlier stars need never be. */
function matches(pattern: string, text: string): boolean {
  let [p, t, star, retry] = [0, 0, -1, 0];
  while (t < text.length) {
    const char = pattern[p];
    if (char === '*') {
      star = p++;
      retry = t;
    } else if (char !== undefined && (char === '?' || char === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++retry;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

const SEGMENTS = 6;

/**
 * Compiles the pattern of an ARN condition: the six parts between colons are compared each for itself, so a wildcard never
 * spans a colon but in the last part.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (ARN operators)
 */
export function arnGlob(pattern: string): Matcher {
  if (pattern === '*') return () => true;
  if (!/[*?]/.test(pattern) && segments(pattern).length === SEGMENTS) return (text) => text === pattern;
  const parts = segments(pattern).map((part) => glob(part));
  return (text) => {
    const found = segments(text);
    return found.length === SEGMENTS && parts.every((part, i) => part(found[i] ?? ''));
  };
}

function segments(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= SEGMENTS ? parts : [...parts.slice(0, SEGMENTS - 1), parts.slice(SEGMENTS - 1).join(':')];
}
