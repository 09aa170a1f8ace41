/** GET /v1/dead-letters: what nobody could handle and nobody has redriven, the newest first. */
import * as z from 'zod';
import { OPEN_LETTERS } from '../../../contracts/tables/history.ts';
import type { HistoryReader } from '../../kit/history.ts';
import type { HttpHandler } from '../../kit/http.ts';
import { readQuery } from '../../kit/http-body.ts';
import { fromCursor, limit, toCursor } from './page.ts';
import { deadLetterView } from './views.ts';

const listQuery = z.strictObject({ limit, cursor: z.string().optional() });
const cursorSchema = z.strictObject({ after: z.string() });

export const listDeadLetters =
  ({ history }: { readonly history: HistoryReader }): HttpHandler =>
  async ({ query }) => {
    const asked = readQuery(listQuery, query);
    const start = fromCursor(cursorSchema, asked.cursor);
    const keys = await history.keys('byDeadLetter', {
      partition: OPEN_LETTERS,
      newestFirst: true,
      limit: asked.limit,
      ...(start && { after: start.after }),
    });
    const rows = (await history.deadLetters(keys)).filter((row) => row.deadLetter !== undefined);
    const last = keys.at(-1);
    const more = last && keys.length === asked.limit ? { cursor: toCursor({ after: last.at }) } : {};
    return { status: 200, body: { deadLetters: rows.map(deadLetterView), ...more } };
  };
