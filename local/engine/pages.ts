/** Lists in pages. A token says behind which name the next page starts, so that it stays right when items come and go. */
import { AwsError } from './aws-error.ts';

export interface Page<T> {
  readonly items: T[];
  readonly NextToken?: string;
}

/** `items` are in the order of `nameOf`. Throws ValidationException for a token that is none of ours. */
export function page<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  limit: number,
  token: string | undefined,
): Page<T> {
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString();
  if (token !== undefined && !after) throw new AwsError('ValidationException', 'Parameter NextToken is not valid.');
  const rest = items.filter((item) => nameOf(item) > after);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown,
    ...(last !== undefined && rest.length > limit && { NextToken: Buffer.from(nameOf(last)).toString('base64url') }),
  };
}
