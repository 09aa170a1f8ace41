/** Pages: how long they are, and cursors: opaque to clients, a place in an index to us. */
import * as z from 'zod';
import { MAX_PAGE } from '../../../contracts/http.ts';
import { ProblemError, problem } from '../../kit/problem.ts';

const DEFAULT_PAGE = 50;

export const limit = z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE);

/** A cursor that carries `place`. */
export const toCursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** What a cursor carries. Throws a problem for one that we did not make. */
export function fromCursor<Shape extends z.ZodType>(shape: Shape, cursor: string | undefined) {
  if (cursor === undefined) return undefined;
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new ProblemError(
      problem('invalid-request', 'The cursor is not one of ours; give back the one of the last answer unchanged.', [
        { field: 'cursor', rule: 'must come from an answer', value: cursor, remedy: 'Begin again without a cursor.' },
      ]),
    );
  }
}
