/** DynamoDB's refusals. On the wire their type has a namespace in front; in the cloud's own records it has not. */
import { AwsError } from '../../engine/aws-error.ts';

/** A refusal with its namespaced `__type`, and further members of its shape. */
function refusal(type: string, message: string, members: Record<string, unknown> = {}): AwsError {
  return new AwsError(type.slice(type.indexOf('#') + 1), message, { members: { __type: type, ...members } });
}

const service = (name: string): string => `com.amazonaws.dynamodb.v20120810#${name}`;

/** The words that AWS puts in front of a rule about parameters. */
export const INVALID = 'One or more parameter values were invalid: ';

export const validation = (message: string): AwsError =>
  refusal('com.amazon.coral.validate#ValidationException', message);

export const notFound = (message = 'Requested resource not found'): AwsError =>
  refusal(service('ResourceNotFoundException'), message);

export const inUse = (message: string): AwsError => refusal(service('ResourceInUseException'), message);

/** `item` when the caller asked for the item as it was. */
export const conditionFailed = (item?: object): AwsError =>
  refusal(service('ConditionalCheckFailedException'), 'The conditional request failed', item ? { Item: item } : {});

export const idempotencyMismatch = (): AwsError =>
  refusal(service('IdempotentParameterMismatchException'), 'The client request token is used with other parameters.');

export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: object;
}

export const canceled = (reasons: readonly CancellationReason[]): AwsError =>
  refusal(
    service('TransactionCanceledException'),
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { CancellationReasons: reasons },
  );

/** dynalite's refusals carry the answer that AWS gives. */
export function refuse(
  invalid: { body: { __type: string; message?: string; Message?: string } } | null | undefined,
): void {
  if (invalid) throw refusal(invalid.body.__type, invalid.body.message ?? invalid.body.Message ?? '');
}
