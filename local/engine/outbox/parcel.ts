/** One delivery with all that an outbox must know of it, and which failures pass by themselves. */
import { AwsError } from '../aws-error.ts';
import type { Delivery } from '../ports.ts';

export interface Parcel {
  /** ARN. */
  readonly target: string;
  readonly delivery: Delivery;
  readonly mostAttempts: number;
  readonly longestAgeMs: number;
  readonly deadLetterArn?: string;
  /** What the dead letter says of where it comes from: `RULE_ARN` … */
  readonly origin: Readonly<Record<string, string>>;
  /** Not in this turn: a bus that delivers to a bus must not hold up its publisher, nor go in circles. */
  readonly later?: boolean;
}

export const isTransient = ({ status, code }: AwsError): boolean =>
  status >= 500 || /Throttl|TooManyRequests/.test(code);

export const asAwsError = (error: unknown): AwsError =>
  error instanceof AwsError
    ? error
    : new AwsError('InternalFailure', error instanceof Error ? error.message : String(error), {
        status: 500,
        cause: error,
      });
