/** Tags as most AWS actions take and give them: a list of keys and values. Kept as a record. */
import * as z from 'zod';
import { text } from './constraints.ts';

export type Tags = Readonly<Record<string, string>>;

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
export const tagsInput = z.array(z.strictObject({ Key: text({ min: 1, max: 128 }), Value: text({ max: 256 }) }));

export const tagsOf = (list: readonly { Key: string; Value: string }[] = []): Tags =>
  Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));

export const tagList = (tags: Tags): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
