/** Problems as RFC 9457 has them: a stable code for machines, a sentence for people, and each breach with its remedy. */
import type * as z from 'zod';
import { type Breach, PROBLEM_TYPE_PREFIX, PROBLEMS, type Problem, type ProblemCode } from '../../contracts/http.ts';

/** Thrown where a request cannot go on; the router answers with the problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.detail);
    this.problem = problem;
    this.headers = headers;
  }
}

/** @param detail one sentence: place, rule, value, remedy */
export function problem(code: ProblemCode, detail: string, errors: readonly Breach[] = []): Problem {
  return { type: PROBLEM_TYPE_PREFIX + code, ...PROBLEMS[code], detail, errors: [...errors] };
}

const LONGEST_VALUE = 100;
const ERRORS_TOLD = 20;

/** What a schema found, as breaches: fields below `root`, with the value that stood there, unless it is long. */
export function breachesOf(error: z.ZodError, input: unknown, root: readonly PropertyKey[] = []): Breach[] {
  return error.issues.slice(0, ERRORS_TOLD).map((issue) => {
    const field = [...root, ...issue.path].map(String).join('.');
    const value = told(valueAt(input, issue.path));
    if (issue.code === 'invalid_type' && value === undefined && field !== '')
      return { field, rule: 'is missing', remedy: `Give ${field}.` };
    return { field, rule: issue.message, ...(value !== undefined && { value }), remedy: remedyOf(issue, field) };
  });
}

/** `priority: Invalid option …; sentAt: …` for the problem's sentence. */
export const sentenceOf = (breaches: readonly Breach[]): string =>
  breaches.map(({ field, rule }) => `${field || 'the message'}: ${rule}`).join('; ');

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );
}

function told(value: unknown): unknown {
  if (value === undefined) return undefined;
  const text = textOf(value);
  return text.length <= LONGEST_VALUE ? value : `${text.slice(0, LONGEST_VALUE)}…`;
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return 'nested without end'.padEnd(LONGEST_VALUE + 1); // deeper than the stack is, so not to be sent back either
  }
}

function remedyOf(issue: z.core.$ZodIssue, field: string): string {
  if (issue.code === 'unrecognized_keys')
    return `Remove ${issue.keys.join(', ')}, or check the spelling: only declared fields are taken.`;
  if (issue.code === 'invalid_value') return `Use one of ${issue.values.map(String).join(', ')}.`;
  return `Give ${field || 'it'} a value that keeps the rule.`;
}
