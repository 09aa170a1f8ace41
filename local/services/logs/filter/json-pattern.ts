/**
 * JSON filter patterns: `{ $.level = "ERROR" && ($.ms > 100 || $.tag NOT EXISTS) }`. Compiled once, asked a document at a time.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 *
 *   or   = and ('||' and)*
 *   and  = test ('&&' test)*
 *   test = '(' or ')' | selector operator value | selector 'IS' (NULL|TRUE|FALSE) | selector 'NOT EXISTS' | selector 'EXISTS'
 */
import { invalid } from '../errors.ts';
import { selector } from './selector.ts';
import { expression, jsonTokens } from './tokens.ts';

export type DocumentTest = (document: unknown) => boolean;

const OPERATORS = ['=', '!=', '<', '>', '<=', '>='];

/** Throws InvalidParameterException when the text is not a pattern. */
export function jsonPattern(pattern: string): DocumentTest {
  const tokens: readonly string[] = jsonTokens(pattern.slice(1, -1)) ?? [];
  let at = 0;
  const accept = (...words: string[]): boolean => {
    const matches = words.every((word, i) => tokens[at + i]?.toUpperCase() === word);
    if (matches) at += words.length;
    return matches;
  };

  function or(): DocumentTest {
    const tests = [and()];
    while (accept('||')) tests.push(and());
    return (document) => tests.some((one) => one(document));
  }
  function and(): DocumentTest {
    const tests = [test()];
    while (accept('&&')) tests.push(test());
    return (document) => tests.every((one) => one(document));
  }
  function test(): DocumentTest {
    if (accept('(')) {
      const inner = or();
      if (!accept(')')) throw refusal(pattern);
      return inner;
    }
    const values = selector(tokens[at++] ?? '');
    if (!values) throw refusal(pattern);
    if (accept('NOT', 'EXISTS')) return (document) => values(document).length === 0;
    if (accept('EXISTS')) return (document) => values(document).length > 0;
    for (const [word, wanted] of [
      ['NULL', null],
      ['TRUE', true],
      ['FALSE', false],
    ] as const)
      if (accept('IS', word)) return (document) => values(document).includes(wanted);
    const operator = tokens[at++] ?? '';
    const operand = tokens[at++];
    const holds = OPERATORS.includes(operator) && operand !== undefined ? comparison(operator, operand) : undefined;
    if (!holds) throw refusal(pattern);
    return (document) => values(document).some(holds);
  }

  const compiled = or();
  if (at !== tokens.length) throw refusal(pattern);
  return compiled;
}

/** How a value compares with what stands in the pattern; undefined when the two cannot be compared by that operator. */
function comparison(operator: string, operand: string): ((value: unknown) => boolean) | undefined {
  const negated = operator === '!=';
  const regex = /^%(.+)%$/.exec(operand)?.[1];
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(operand) ? Number(operand) : undefined;
  if (operator === '=' || negated) {
    const same = regex === undefined ? equality(operand, number) : regexTest(regex);
    return same && ((value) => same(value) !== negated);
  }
  if (number === undefined) return undefined;
  return (value) => typeof value === 'number' && ordered(operator, value, number);
}

function regexTest(source: string): ((value: unknown) => boolean) | undefined {
  const regex = expression(source);
  return regex && ((value) => isScalar(value) && regex.test(String(value)));
}

function equality(operand: string, number: number | undefined): (value: unknown) => boolean {
  if (number !== undefined) return (value) => value === number || value === operand;
  const text = operand.startsWith('"') ? operand.slice(1, -1).replace(/\\(.)/g, '$1') : operand;
  if (!text.includes('*')) return (value) => isScalar(value) && String(value) === text;
  const parts = text.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const wild = new RegExp(`^${parts.join('.*')}$`, 's');
  return (value) => isScalar(value) && wild.test(String(value));
}

const isScalar = (value: unknown): boolean => value !== null && typeof value !== 'object';

function ordered(operator: string, value: number, limit: number): boolean {
  if (operator === '<') return value < limit;
  if (operator === '>') return value > limit;
  return operator === '<=' ? value <= limit : value >= limit;
}

const refusal = (pattern: string) => invalid(`Invalid metric filter pattern: ${pattern}`);
