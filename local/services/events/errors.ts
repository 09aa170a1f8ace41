/** Refusals in EventBridge's words. */
import { AwsError } from '../../engine/aws-error.ts';

export const noSuch = (what: string, where = ''): AwsError =>
  new AwsError('ResourceNotFoundException', `${what} does not exist${where}.`);

export const alreadyThere = (what: string): AwsError =>
  new AwsError('ResourceAlreadyExistsException', `${what} already exists.`);

export const invalid = (sentence: string): AwsError => new AwsError('ValidationException', sentence);

export const overLimit = (): AwsError =>
  new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
