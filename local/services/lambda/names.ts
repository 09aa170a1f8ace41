/** Names of functions, as callers write them: a name, a partial or a full ARN, with or without a qualifier. */
import { AwsError } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';

export interface FunctionName {
  readonly name: string;
  /** Version or alias, when one was named. */
  readonly qualifier?: string;
}

const PATTERN =
  /^(?:arn:aws[a-z-]*:lambda:)?(?:[a-z]{2}(?:-[a-z]+)+-\d:)?(?:\d{12}:)?(?:function:)?([a-zA-Z0-9-_]{1,64})(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** Splits a function name. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (FunctionName) */
export function parseFunctionName(text: string, qualifier?: string): FunctionName {
  const found = PATTERN.exec(text);
  if (!found?.[1]) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
    );
  }
  const [, name, own] = found;
  if (own && qualifier && own !== qualifier) {
    throw new AwsError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  const named = own ?? qualifier;
  return named === undefined ? { name } : { name, qualifier: named };
}

/** ARN of a function; with a qualifier, of that version or alias. */
export const functionArn = (engine: Engine, name: string, qualifier?: string): string =>
  engine.arn('lambda', `function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`);

/** AWS's answer for a function, version or alias that is not there. */
export const functionNotFound = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, { status: 404, members: { Type: 'User' } });

export const invalidValue = (message: string): AwsError =>
  new AwsError('InvalidParameterValueException', message, { members: { Type: 'User' } });

export const conflict = (message: string): AwsError =>
  new AwsError('ResourceConflictException', message, { status: 409, members: { Type: 'User' } });
