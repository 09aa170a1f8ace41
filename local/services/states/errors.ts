/** The refusals of Step Functions. https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html */
import { AwsError } from '../../engine/aws-error.ts';

export const noMachine = (arn: string): AwsError =>
  new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);

export const noExecution = (arn: string): AwsError =>
  new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);

export const noResource = (arn: string): AwsError =>
  new AwsError('ResourceNotFound', `Resource not found: '${arn}'`, { members: { resourceName: arn } });

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

export const invalidInput = (message: string): AwsError =>
  new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${message}'`);

export const invalidDefinition = (message: string): AwsError =>
  new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${message}'`);

export const conflict = (message: string): AwsError => new AwsError('ConflictException', message);
