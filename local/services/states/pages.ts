/** Pages of lists: a token says how many came before. */
import { AwsError } from '../../engine/aws-error.ts';
import { PAGE } from './limits.ts';

const tokenOf = (offset: number): string => Buffer.from(`from ${offset}`).toString('base64url');

/** Throws InvalidToken. */
function offsetOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const offset = /^from (\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (offset === undefined) throw new AwsError('InvalidToken', `Invalid Token: 'Invalid token'`);
  return Number(offset);
}

interface Asked {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** Throws InvalidToken. */
export function page<T>(items: readonly T[], { maxResults, nextToken }: Asked): { items: T[]; nextToken?: string } {
  const from = offsetOf(nextToken);
  const to = from + (maxResults || PAGE.default);
  return { items: items.slice(from, to), ...(to < items.length && { nextToken: tokenOf(to) }) };
}
