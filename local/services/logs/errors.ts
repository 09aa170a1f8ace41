/** Refusals of CloudWatch Logs, in its words. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html */
import { AwsError } from '../../engine/aws-error.ts';

export const noSuchGroup = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
export const noSuchStream = (): AwsError =>
  new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
export const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message);
export const exists = (what: 'group' | 'stream'): AwsError =>
  new AwsError('ResourceAlreadyExistsException', `The specified log ${what} already exists`);
export const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);
