/**
 * What authors write in templates becomes what Step Functions knows: `$input` and `$execution` stand for parts of the context
 * object. Owns a scanner of JSONata that is just good enough to leave texts, regular expressions, comments, quoted names and
 * longer names (`$inputs`) alone; whether an expression parses is the verifier's question (../expressions.ts).
 */
import type { Template } from '../../../contracts/workflow.ts';

const WORDS: Readonly<Record<string, string>> = {
  input: '$states.context.Execution.Input',
  execution: '$states.context.Execution.Name',
};

export const isExpression = (value: unknown): value is string =>
  typeof value === 'string' && value.length >= 4 && value.startsWith('{%') && value.endsWith('%}');

/** `$states.result` → `{% $states.result %}` */
export const expression = (source: string): string => `{% ${source} %}`;

/** The same template in the words of Step Functions. */
export function rewrite(template: Template): Template {
  if (isExpression(template)) return rewriteExpression(template);
  if (Array.isArray(template)) return template.map(rewrite);
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, rewrite(value)]));
}

export const rewriteExpression = (text: string): string =>
  text.includes('$input') || text.includes('$execution')
    ? scan(text, (name) => (Object.hasOwn(WORDS, name) ? (WORDS[name] ?? '') : `$${name}`))
    : text;

/** Whether a template uses one of these variables. */
export function mentions(template: Template | undefined, names: ReadonlySet<string>): boolean {
  if (template === undefined || names.size === 0) return false;
  if (isExpression(template)) {
    let found = false;
    scan(template, (name) => {
      found ||= names.has(name);
      return '';
    });
    return found;
  }
  if (typeof template !== 'object' || template === null) return false;
  return Object.values(template).some((value) => mentions(value, names));
}

// In turn: comment, text, quoted name, variable, regular expression (told from a division by what stands before it), blanks, any
// other character. None of them can backtrack far: the alternatives begin with different characters.
const TOKEN =
  /(\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|`[^`]*`)|\$([\p{L}\p{N}_]+)|(\/(?:\\.|[^/\\\n])+\/[a-z]*)|(\s+)|([\p{L}\p{N}_]+|[\s\S])/gu;

/** Gives each variable to `replace`, and everything else back as it is. */
function scan(text: string, replace: (name: string) => string): string {
  let operandBefore = false;
  let made = '';
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(text); token !== null; token = TOKEN.exec(text)) {
    const [whole, quoted, variable, regex, blanks] = token;
    if (regex !== undefined && operandBefore) {
      made += '/';
      TOKEN.lastIndex = token.index + 1;
      operandBefore = false;
      continue;
    }
    made += variable === undefined ? whole : replace(variable);
    if (blanks !== undefined || whole.startsWith('/*')) continue;
    operandBefore = quoted !== undefined || variable !== undefined || /^[\p{L}\p{N}_)\]}$]/u.test(whole);
    // `and`, `or` and `in` may be names of fields as well; a regular expression after them is rarer than a division.
  }
  return made;
}
