/**
 * Metric math: reads an expression and computes it. Owns the grammar; functions and operators are in functions.ts.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 *
 *   level n = level n+1 (operator of level n, level n+1)*      from OR, the loosest, to ^
 *   atom    = number | id | FUNCTION '(' list ')' | '(' OR ')' | '[' list ']' | '-' atom
 */
import { unsupported } from '../../../engine/aws-error.ts';
import { validation } from '../errors.ts';
import { call, operate, type Scope } from './functions.ts';
import { linesOf, mapValue, type Value } from './values.ts';

/** Computes with what ids stand for. */
export type Compute = (scope: Scope, resolve: (id: string) => Value) => Value;

const LEVELS = [['||'], ['&&'], ['<', '>', '<=', '>=', '==', '!='], ['+', '-'], ['*', '/'], ['^']];
const TOKEN = /\s*(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+|[A-Za-z_]\w*|"[^"]*"|'[^']*'|\|\||&&|[<>=!]=|[-+*/^<>(),[\]])/iy;

/** Reads an expression. Throws a ValidationException that tells where it is not one. */
export function parseExpression(text: string): Compute {
  if (/^\s*SELECT\s/i.test(text)) throw unsupported('Metrics Insights (SELECT …)');
  const tokens = tokenize(text);
  let at = 0;
  const fail = () =>
    validation(`Error in expression '${text}': near '${tokens.slice(at, at + 3).join(' ') || 'its end'}'.`);
  const take = (...wanted: string[]): string | undefined => {
    const token = operatorOf(tokens[at]);
    if (token === undefined || !wanted.includes(token)) return undefined;
    at += 1;
    return token;
  };

  function level(n: number): Compute {
    const operators = LEVELS[n];
    if (!operators) return atom();
    let left = level(n + 1);
    for (let operator = take(...operators); operator; operator = take(...operators)) {
      const [a, by, b] = [left, operator, level(n + 1)];
      left = (scope, resolve) => operate(by, a(scope, resolve), b(scope, resolve));
    }
    return left;
  }

  function list(end: string): Compute[] {
    const items: Compute[] = [];
    while (!take(end)) {
      if (items.length > 0 && !take(',')) throw fail();
      items.push(level(0));
    }
    return items;
  }

  function atom(): Compute {
    if (take('-')) {
      const inner = atom();
      return (scope, resolve) => mapValue(inner(scope, resolve), (one) => -one);
    }
    if (take('(')) {
      const inner = level(0);
      if (!take(')')) throw fail();
      return inner;
    }
    if (take('[')) {
      const items = list(']');
      return (scope, resolve) => items.flatMap((item) => linesOf(item(scope, resolve)));
    }
    const token = tokens[at];
    if (token === undefined || !/^[\w.]/.test(token)) throw fail();
    at += 1;
    if (/^[\d.]/.test(token)) return () => Number(token);
    if (take('(')) {
      if (token.toUpperCase() === 'SEARCH') call('SEARCH', NOWHERE, []); // its text is no expression: refused before it is read
      const given = list(')');
      return (scope, resolve) =>
        call(
          token.toUpperCase(),
          scope,
          given.map((one) => one(scope, resolve)),
        );
    }
    return (_, resolve) => resolve(token);
  }

  const compute = level(0);
  if (at !== tokens.length) throw fail();
  return compute;
}

const NOWHERE: Scope = { startMs: 0, endMs: 0, metrics: () => [] };

const WORDS: Readonly<Record<string, string>> = { AND: '&&', OR: '||' };
const operatorOf = (token: string | undefined): string | undefined => token && (WORDS[token.toUpperCase()] ?? token);

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    tokens.push(match[1] ?? '');
    end = TOKEN.lastIndex;
  }
  if (text.slice(end).trim() !== '')
    throw validation(`Error in expression '${text}': near '${text.slice(end, end + 20)}'.`);
  return tokens;
}
