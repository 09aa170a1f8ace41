/** Tags as templates write them. */
import * as z from 'zod';

export const tagList = z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional();

export const tagRecord = (tags: z.output<typeof tagList>): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value]));
