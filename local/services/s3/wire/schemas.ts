/** Pieces of input that many actions share: names, keys, numbers and lists as they come in queries, headers and XML. */
import { validateHeaderValue } from 'node:http';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { invalidArgument } from '../errors.ts';
import { LONGEST_KEY_BYTES } from '../limits.ts';

/** Any name: whether there is such a bucket is asked by the action. */
export const bucketName = z.string();

export const objectKey = z.string().check(({ value }) => {
  const size = Buffer.byteLength(value);
  if (size > LONGEST_KEY_BYTES) {
    throw new AwsError('KeyTooLongError', 'Your key is too long', {
      members: { Size: size, MaxSizeAllowed: LONGEST_KEY_BYTES },
    });
  }
});

/** A list of elements: none, one, or several of the same name. */
export const many = <S extends z.ZodType>(item: S) =>
  z.preprocess(
    (value) => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
    z.array(item),
  );

/** An element that only holds others may be empty. */
export const holder = <S extends z.ZodType>(content: S) =>
  z.preprocess((value) => (value === '' ? {} : value), content);

export const wholeNumber = z.string().regex(/^\d+$/).transform(Number);

/** `Argument maxKeys must be an integer between 0 and 2147483647` */
export const countUpTo = (name: string, most: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, `Argument ${name} must be an integer between 0 and 2147483647`)
    .transform((text) => Math.min(Number(text), most));

export const truth = z.enum(['true', 'false']);

export const tagSet = holder(
  z.strictObject({
    TagSet: holder(
      z.strictObject({ Tag: many(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) })) }),
    ),
  }),
);

/** Throws InvalidTag when a key stands twice or there are too many. */
export function tagsOf(list: readonly { Key: string; Value: string }[], most: number): Record<string, string> {
  if (list.length > most) throw new AwsError('BadRequest', `Object tags cannot be greater than ${most}`);
  const tags = Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
  if (Object.keys(tags).length !== list.length)
    throw new AwsError('InvalidTag', 'Cannot provide multiple Tags with the same key');
  if (Object.keys(tags).some((key) => key.startsWith('aws:')))
    throw new AwsError('InvalidTag', 'System tags cannot be added/updated by requester');
  return tags;
}

export const isoDate = (ms: number): string => new Date(ms).toISOString();
export const httpDate = (ms: number): string => new Date(ms).toUTCString();

/** A text that came in a query and goes out in a header. Throws InvalidArgument when it cannot. */
export function headerValue(name: string, value: string): string {
  try {
    validateHeaderValue(name, value);
    return value;
  } catch {
    throw invalidArgument('Header value cannot be represented using ISO-8859-1.', name, value);
  }
}
