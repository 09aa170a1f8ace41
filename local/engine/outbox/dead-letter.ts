/** The end of a delivery that did not arrive: into the dead-letter queue with the reason, or dropped; a trace tells either. */
import type { Engine } from '../engine.ts';
import { asAwsError, type Parcel } from './parcel.ts';

export interface Death {
  readonly code: string;
  readonly message: string;
  readonly retries: number;
  /** Which limit ended it, when it was one. */
  readonly condition: string | undefined;
  /** The letter keeps the delivery's attributes instead of saying why. */
  readonly plain: boolean;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
export async function bury(
  engine: Engine,
  service: string,
  { target, delivery, deadLetterArn, origin }: Parcel,
  { code, message, retries, condition, plain }: Death,
): Promise<void> {
  const says: Record<string, string> = {
    ...origin,
    ERROR_CODE: code,
    ERROR_MESSAGE: message,
    ...(condition && { EXHAUSTED_RETRY_CONDITION: condition }),
    RETRY_ATTEMPTS: `${retries}`,
  };
  const tell = (action: string, outcome: string): void =>
    engine.traces.add({ service, action, resource: target, outcome, detail: { ...says, deadLetterArn } });
  if (!deadLetterArn) {
    tell('drop', code);
    return;
  }
  const reasons = Object.fromEntries(
    Object.entries(says).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  const attributes = plain ? (delivery.attributes ?? {}) : reasons;
  const { principal, arn } = delivery.source;
  try {
    const letter = { body: delivery.body, source: { principal, arn }, attributes };
    await engine.ports.target(deadLetterArn).deliver(deadLetterArn, letter);
    tell('dead-letter', 'ok');
  } catch (error) {
    tell('dead-letter', asAwsError(error).code);
  }
}
