/**
 * Filter patterns: terms that all must stand in a line, `?terms` of which one is enough, `-terms` that must not stand in it,
 * or a JSON pattern in braces.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
import { unsupported } from '../../../engine/aws-error.ts';
import { invalid } from '../errors.ts';
import { jsonPattern } from './json-pattern.ts';
import { terms } from './tokens.ts';

export type LineTest = (line: string) => boolean;

/** Compiles a pattern. Throws InvalidParameterException when it is malformed, and refuses the space-delimited form by name. */
export function filterPattern(pattern: string): LineTest {
  const text = pattern.trim();
  if (text === '' || text === '" "') return () => true;
  if (text.startsWith('['))
    throw unsupported('A space-delimited filter pattern ([a, b, c])', 'Use terms or a JSON pattern.');
  if (text.startsWith('{')) {
    if (!text.endsWith('}')) throw invalid(`Invalid metric filter pattern: ${pattern}`);
    const test = jsonPattern(text);
    return (line) => {
      const document = parseDocument(line);
      return document !== undefined && test(document);
    };
  }
  const list = terms(text);
  if (!list) throw invalid(`Invalid metric filter pattern: ${pattern}`);
  const [all, any, none] = (['', '?', '-'] as const).map((sign) => list.filter((term) => term.sign === sign));
  return (line) =>
    (all ?? []).every((term) => term.found(line)) &&
    // beside plain terms AWS ignores those with a question mark
    (!any?.length || Boolean(all?.length) || any.some((term) => term.found(line))) &&
    !(none ?? []).some((term) => term.found(line));
}

/** The JSON document that a line is. A line with a prefix, such as Lambda's time and request id, is none: so it is on AWS. */
function parseDocument(line: string): unknown {
  if (!line.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
