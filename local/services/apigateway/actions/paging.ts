/** Lists in pages, as all Get…s actions of the service have them: `maxResults` and `nextToken`, an offset here. */
import * as z from 'zod';
import { type Action, action, type HttpBinding } from '../../../engine/service.ts';

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html */
export function listing(
  name: string,
  shape: Readonly<Record<string, z.ZodType>>,
  http: HttpBinding,
  items: (input: Readonly<Record<string, unknown>>) => readonly unknown[],
): Action {
  return action({
    name,
    input: z.strictObject({
      ...shape,
      maxResults: z.coerce.number().int().min(1).max(500).optional(),
      nextToken: z.string().regex(/^\d+$/).optional(),
    }),
    http: { ...http, query: { maxResults: 'maxResults', nextToken: 'nextToken' } },
    run(input) {
      const all = items(input);
      const from = Number(input.nextToken ?? 0);
      const to = from + (input.maxResults ?? all.length);
      return { items: all.slice(from, to), ...(to < all.length && { nextToken: `${to}` }) };
    },
  });
}
