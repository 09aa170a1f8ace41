/** AWS's refusals, in its words. */
import type * as z from 'zod';
import { AwsError } from '../../engine/aws-error.ts';

export const notFound = (what: string, id: string): AwsError =>
  new AwsError('NotFoundException', `Invalid ${what} identifier specified ${id}`, { status: 404 });

export const badRequest = (message: string): AwsError => new AwsError('BadRequestException', message);

export const conflict = (message: string): AwsError => new AwsError('ConflictException', message, { status: 409 });

/** The first thing that is wrong with an input, by name. */
export function invalidInput(error: z.ZodError, action: string): AwsError {
  const said = error.issues.map((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys')
      return `${[...issue.path, issue.keys.join(', ')].join('.')} is not supported by the local cloud`;
    return `${path} ${issue.message}`.trim();
  });
  return badRequest(`${action}: ${said.join('; ')}.`);
}
