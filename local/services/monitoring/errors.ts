/** CloudWatch's refusals: the shape's name in JSON, the old code in XML and in `x-amzn-query-error`. */
import { AwsError } from '../../engine/aws-error.ts';

export const invalidValue = (message: string): AwsError =>
  new AwsError('InvalidParameterValueException', message, { queryCode: 'InvalidParameterValue' });
export const invalidCombination = (message: string): AwsError =>
  new AwsError('InvalidParameterCombinationException', message, { queryCode: 'InvalidParameterCombination' });
export const validation = (message: string): AwsError =>
  new AwsError('ValidationException', message, { queryCode: 'ValidationError' });
export const missing = (message: string): AwsError =>
  new AwsError('MissingRequiredParameterException', message, { queryCode: 'MissingParameter' });
export const noSuchAlarm = (): AwsError =>
  new AwsError('ResourceNotFound', 'Unknown alarm.', { status: 404, queryCode: 'ResourceNotFound' });
export const noSuchDashboard = (name: string): AwsError =>
  new AwsError('ResourceNotFound', `Dashboard ${name} does not exist`, { status: 404, queryCode: 'ResourceNotFound' });
export const noSuchResource = (arn: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Unknown resource ${arn}`, { status: 404 });
