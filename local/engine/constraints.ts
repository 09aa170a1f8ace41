/**
 * Simple constraints on text, refused in the words of AWS's JSON services: "1 validation error detected: Value '…' at
 * 'targets.1.member.id' failed to satisfy constraint: …". The path is filled in when the whole input has been read.
 */
import * as z from 'zod';
import { AwsError } from './aws-error.ts';

const PATH = '{path}';

export interface TextLimits {
  readonly min?: number;
  readonly max?: number;
  /** A regular expression for the whole text, in AWS's own spelling, which the message repeats. */
  readonly pattern?: string;
}

/** A string within limits. */
export function text({ min = 0, max = Number.POSITIVE_INFINITY, pattern }: TextLimits): z.ZodString {
  const whole = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`);
  function broken(value: string): string | undefined {
    if (value.length > max) return `Member must have length less than or equal to ${max}`;
    if (value.length < min) return `Member must have length greater than or equal to ${min}`;
    return whole?.test(value) === false ? `Member must satisfy regular expression pattern: ${pattern}` : undefined;
  }
  return z.string().check((context) => {
    const limit = broken(context.value);
    if (limit === undefined) return;
    const message = `Value '${context.value}' at '${PATH}' failed to satisfy constraint: ${limit}`;
    context.issues.push({ code: 'custom', input: context.value, message });
  });
}

/** The ValidationException for input that does not parse. */
export function validationError(error: z.ZodError, action: string): AwsError {
  const details = error.issues.map((issue) => {
    const path = memberPath(issue.path);
    if (issue.code === 'custom') return issue.message.replace(`'${PATH}'`, `'${path}'`);
    if (issue.code === 'unrecognized_keys')
      return `${action}: ${issue.keys.map((key) => [...issue.path, key].join('.')).join(', ')} is not supported by the local cloud`;
    if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
      return `Value null at '${path}' failed to satisfy constraint: Member must not be null`;
    return `Value at '${path}' failed to satisfy constraint: ${issue.message}`;
  });
  const count = details.length;
  return new AwsError(
    'ValidationException',
    `${count} validation error${count > 1 ? 's' : ''} detected: ${details.join('; ')}`,
  );
}

/** `Targets, 0, Id` is `targets.1.member.id`. */
const memberPath = (path: readonly PropertyKey[]): string =>
  path
    .map((key) =>
      typeof key === 'number' ? `${key + 1}.member` : `${String(key).charAt(0).toLowerCase()}${String(key).slice(1)}`,
    )
    .join('.');
