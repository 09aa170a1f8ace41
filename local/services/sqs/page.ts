/** Pages of queues: a token names the queue behind which the next page starts. */
import * as z from 'zod';
import { invalidParameter, invalidValue } from './errors.ts';
import { MOST_LISTED } from './limits.ts';
import type { Queue } from './queue/queue.ts';

export const pageMembers = { MaxResults: z.number().int().optional(), NextToken: z.string().optional() };

/** `queues` are sorted by name. As on AWS, more follow by token only when MaxResults was asked for. */
export function pageOf(
  queues: readonly Queue[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { items: Queue[]; NextToken: string | undefined } {
  if (MaxResults !== undefined && (MaxResults < 1 || MaxResults > MOST_LISTED))
    throw invalidValue(MaxResults, 'MaxResults', `MaxResults must be between 1 and ${MOST_LISTED}.`);
  if (NextToken !== undefined && MaxResults === undefined)
    throw invalidParameter('MaxResults is a mandatory parameter when you provide a value for NextToken.');
  const behind = NextToken === undefined ? '' : Buffer.from(NextToken, 'base64url').toString();
  const rest = queues.filter(({ name }) => name > behind);
  const items = rest.slice(0, MaxResults ?? MOST_LISTED);
  const last = items.at(-1);
  const more = MaxResults !== undefined && last && rest.length > items.length;
  return { items, NextToken: more ? Buffer.from(last.name).toString('base64url') : undefined };
}
