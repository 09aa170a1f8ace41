/** Who decides about plans, and how long they have. */
export const APPROVERS = ['role:operator', 'role:admin'];
export const DAY_S = 86_400;

/** Agents that work by rules answer the same again: what is tried again is what did not arrive, or died. */
export const RETRY = { maxAttempts: 3, errors: ['NotDelivered', 'ParticipantFailed'] };

/** A plan is made within it, a slow model's second try included. */
export const PLAN_S = 280;
