/** IAM's refusals, in its words. https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
import { AwsError } from '../../engine/aws-error.ts';

export const noSuchRole = (name: string): AwsError => noSuch(`The role with name ${name} cannot be found.`);
export const noSuchPolicy = (arn: string): AwsError => noSuch(`Policy ${arn} does not exist or is not attachable.`);
export const noSuch = (message: string): AwsError => new AwsError('NoSuchEntity', message, { status: 404 });
export const exists = (message: string): AwsError => new AwsError('EntityAlreadyExists', message, { status: 409 });
export const conflict = (message: string): AwsError => new AwsError('DeleteConflict', message, { status: 409 });
export const tooMany = (message: string): AwsError => new AwsError('LimitExceeded', message, { status: 409 });
