/**
 * What the parts of an execution cost: estimates of what one may cost (verify/bounds.ts) and of what one has cost (story.ts) take
 * these and no others. List prices of US East (N. Virginia) in dollars, without free tiers, as known on `date`: the pages below have
 * those of today.
 *
 * $25 for a million transitions of standard workflows https://aws.amazon.com/step-functions/pricing/; $0.20 for a million requests
 * and $0.0000133334 for a GB-second on Arm https://aws.amazon.com/lambda/pricing/; $1 for a million custom events
 * https://aws.amazon.com/eventbridge/pricing/
 */

const LAMBDA = { request: 0.2e-6, gbSecondArm: 0.0000133334 };
/** An invocation is taken to last 100 ms, with 512 MB. */
const INVOCATION_GB_S = 0.1 * 0.5;

export const PRICES = {
  date: '2026-11-21',
  transition: 25e-6,
  functionCall: LAMBDA.request + INVOCATION_GB_S * LAMBDA.gbSecondArm,
  message: 1e-6,
} as const;

export interface Usage {
  readonly transitions: number;
  readonly functionCalls: number;
  readonly messages: number;
}

export const dollarsFor = ({ transitions, functionCalls, messages }: Usage): number =>
  transitions * PRICES.transition + functionCalls * PRICES.functionCall + messages * PRICES.message;
