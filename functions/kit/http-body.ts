/** Bodies and queries of requests, checked: each breach is told with its field. */
import type * as z from 'zod';
import { breachesOf, ProblemError, problem, sentenceOf } from './problem.ts';

/** The body as JSON. Throws `not-json`. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw new ProblemError(problem('not-json', `The body is not JSON (${String(error)}). Send one JSON value.`));
  }
}

/** The body by a schema; an empty one stands for `{}`. Throws `not-json` or `invalid-request`. */
export function readBody<Shape extends z.ZodType>(shape: Shape, body: string): z.output<Shape> {
  return read(shape, body.trim() === '' ? {} : jsonOf(body), 'body');
}

/** The query by a schema. Throws a problem that names each field of it that breaks a rule. */
export const readQuery = <Shape extends z.ZodType>(shape: Shape, query: unknown): z.output<Shape> =>
  read(shape, query, 'query');

function read<Shape extends z.ZodType>(shape: Shape, value: unknown, what: string): z.output<Shape> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = breachesOf(parsed.error, value);
  throw new ProblemError(problem('invalid-request', `The ${what} breaks a rule: ${sentenceOf(errors)}.`, errors));
}
