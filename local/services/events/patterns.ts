/** Event patterns as actions take them: checked, and refused in AWS's words with the place of the mistake. */
import { AwsError } from '../../engine/aws-error.ts';
import { compilePattern, type Pattern } from '../../engine/pattern/compile.ts';
import { PatternError } from '../../engine/pattern/json.ts';
import { overLimit } from './errors.ts';
import { PATTERN_CHARACTERS } from './limits.ts';

/** Throws InvalidEventPatternException. */
export function checkedPattern(text: string): Pattern {
  if (text.length > PATTERN_CHARACTERS) throw overLimit();
  try {
    return compilePattern(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const before = text.slice(0, error.at).split('\n');
    const where = `line: ${before.length}, column: ${(before.at(-1) ?? '').length + 1}`;
    throw new AwsError(
      'InvalidEventPatternException',
      `Event pattern is not valid. Reason: ${error.message}\n at [Source: (String)"${text}"; ${where}]`,
    );
  }
}
