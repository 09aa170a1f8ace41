/**
 * A simulated customer, and nothing else: there are no real customers behind this fleet. It answers at once, by chance, and says
 * what it is in every answer. To talk to real ones, put an adapter of a messaging provider in its place (`Respond`).
 * Rule: the same customer gives the same message the same answer, so that a second delivery changes nothing.
 */
import { createHash } from 'node:crypto';
import type { CustomerAnswer } from './conversation.ts';
import type { Trouble } from './vehicle.ts';

export interface CustomerResponse {
  readonly answer: CustomerAnswer;
  /** Who answered. */
  readonly from: 'customer' | 'simulated-customer';
}

/** Asks a customer. `messageId` is the request that asks. */
export type Respond = (
  customerId: string,
  messageId: string,
  condition: Trouble['concern']['condition'],
) => CustomerResponse;

/** Made up, and plausible at most: the worse the news, the readier the customer. The rest up to 1 gives no answer. */
const CHANCES: Readonly<
  Record<Trouble['concern']['condition'], { readonly accepted: number; readonly declined: number }>
> = {
  watch: { accepted: 0.4, declined: 0.45 },
  warning: { accepted: 0.75, declined: 0.15 },
  critical: { accepted: 0.92, declined: 0.03 },
};

export const simulatedCustomer: Respond = (customerId, messageId, condition) => {
  const chance = createHash('sha256').update(`${customerId}\n${messageId}`).digest().readUInt32BE(0) / 2 ** 32;
  const { accepted, declined } = CHANCES[condition];
  const answer = chance < accepted ? 'accepted' : chance < accepted + declined ? 'declined' : 'no-answer';
  return { answer, from: 'simulated-customer' };
};
