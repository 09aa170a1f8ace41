/**
 * The refusals of SQS, in AWS's codes and sentences. Each has two codes: the shape's name in the JSON protocol, and the
 * code of the old query protocol, which AWS still sends in `x-amzn-query-error`.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 */
import { AwsError } from '../../engine/aws-error.ts';
import { MOST_BATCH_ENTRIES } from './limits.ts';

const refusal = (code: string, message: string, queryCode = `AWS.SimpleQueueService.${code}`, status = 400): AwsError =>
  new AwsError(code, message, { status, queryCode });

export const invalidParameter = (message: string): AwsError =>
  refusal('InvalidParameterValueException', message, 'InvalidParameterValue');

export const invalidValue = (value: unknown, parameter: string, reason: string): AwsError =>
  invalidParameter(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const missingParameter = (parameter: string): AwsError =>
  refusal(
    'MissingRequiredParameterException',
    `The request must contain the parameter ${parameter}.`,
    'MissingParameter',
  );

export const noSuchQueue = (): AwsError =>
  refusal('QueueDoesNotExist', 'The specified queue does not exist.', 'AWS.SimpleQueueService.NonExistentQueue');

export const queueNameExists = (attribute: string): AwsError =>
  refusal(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
    'QueueAlreadyExists',
  );

export const queueDeletedRecently = (): AwsError =>
  refusal(
    'QueueDeletedRecently',
    'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
  );

export const purgeInProgress = (queueName: string): AwsError =>
  refusal(
    'PurgeQueueInProgress',
    `Only one PurgeQueue operation on ${queueName} is allowed every 60 seconds.`,
    undefined,
    403,
  );

export const unknownAttribute = (name: string): AwsError =>
  refusal('InvalidAttributeName', `Unknown Attribute ${name}.`, 'InvalidAttributeName');

export const invalidAttributeValue = (value: string, name: string, reason?: string): AwsError =>
  refusal(
    'InvalidAttributeValue',
    reason === undefined
      ? `Invalid value for the parameter ${name}.`
      : `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
    'InvalidAttributeValue',
  );

export const invalidHandle = (handle: string): AwsError =>
  refusal(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
    'ReceiptHandleIsInvalid',
    404,
  );

export const expiredHandle = (handle: string): AwsError =>
  invalidValue(handle, 'ReceiptHandle', 'The receipt handle has expired.');

export const notAvailable = (handle: string): AwsError =>
  invalidValue(handle, 'ReceiptHandle', 'Message does not exist or is not available for visibility timeout change.');

export const notInFlight = (): AwsError => refusal('MessageNotInflight', 'The specified message is not in flight.');

export const overLimit = (): AwsError =>
  refusal('OverLimit', 'The maximum number of in flight messages is reached.', 'OverLimit', 403);

export const invalidContents = (): AwsError =>
  refusal(
    'InvalidMessageContents',
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    'InvalidMessageContents',
  );

export const emptyBatch = (entryType: string): AwsError =>
  refusal('EmptyBatchRequest', `There should be at least one ${entryType} in the request.`);

export const tooManyEntries = (sent: number): AwsError =>
  refusal(
    'TooManyEntriesInBatchRequest',
    `Maximum number of entries per request are ${MOST_BATCH_ENTRIES}. You have sent ${sent}.`,
  );

export const invalidEntryId = (): AwsError =>
  refusal(
    'InvalidBatchEntryId',
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
  );

export const entryIdsNotDistinct = (id: string): AwsError => refusal('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);

export const batchTooLong = (limitBytes: number, sentBytes: number): AwsError =>
  refusal(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${limitBytes} bytes. You have sent ${sentBytes} bytes.`,
  );

export const notFound = (message: string): AwsError =>
  refusal('ResourceNotFoundException', message, 'ResourceNotFoundException', 404);

export const unsupportedOperation = (message: string): AwsError => refusal('UnsupportedOperation', message);

export const accessDenied = (message: string): AwsError => refusal('AccessDenied', message, 'AccessDenied', 403);
