/**
 * What a state machine asks of the platform for one step, and what becomes of it: the words between the compiler, which writes
 * the request, the function `platform/steps`, which carries it out, and the rows that it keeps. Task tokens travel between these
 * and nowhere else.
 */
import * as z from 'zod';
import { address, messageId, messageType, PRIORITIES, timestamp } from './message.ts';
import { approver, stepId, workflowId } from './workflow.ts';

/** Conversations of workflows, and their senders: `workflow:weekly-report:2026-47`, `workflows.weekly-report`. */
export const CONVERSATION_PREFIX = 'workflow:';
export const WORKFLOW_SENDERS = 'workflows.';

const common = {
  /** `$states.context.Task.Token` */
  token: z.string().min(1),
  /** ARN of the execution. */
  execution: z.string().min(1),
  workflow: workflowId,
  version: z.int().min(1),
  step: stepId,
  /** Which round and which item, where a step runs several times in one execution: `2.0`; empty elsewhere. */
  place: z.string().max(200),
  /** From 1; counts retries and redrives. */
  attempt: z.int().min(1),
  timeoutS: z.int().min(1),
  priority: z.enum(PRIORITIES),
};

/** Asks one participant; the answer is the payload of the reply, or of the acknowledgement. */
const ask = z.strictObject({
  ...common,
  do: z.literal('ask'),
  to: address.optional(),
  type: messageType,
  payload: z.unknown(),
  expects: z.enum(['ack', 'reply']),
  reply: messageType.optional(),
});

/** Asks several; answers when enough have. */
const gather = z.strictObject({
  ...common,
  do: z.literal('gather'),
  to: z.array(address).min(1).max(100),
  type: messageType,
  payload: z.unknown(),
  reply: messageType,
  until: z.union([z.enum(['all', 'any', 'first']), z.strictObject({ quorum: z.int().min(1) })]),
  /** When too many have failed: `fail` with TooFewAnswers, or `continue` with what came. */
  missing: z.enum(['fail', 'continue']).default('fail'),
  late: z.enum(['ignore', 'report']),
});

/** Time is up for a gathering: gives what came, without a token. */
const collect = z.strictObject({
  ...common,
  token: z.undefined().optional(),
  do: z.literal('collect'),
});

/** Waits for a message of a type with these values at these paths. */
const listen = z.strictObject({
  ...common,
  do: z.literal('listen'),
  type: messageType,
  where: z.record(z.string(), z.unknown()),
});

/** Opens an approval, or, escalated, gives it more approvers and the token of the state that waits from now on. */
const approve = z.strictObject({
  ...common,
  do: z.literal('approve'),
  approvers: z.array(approver).min(1),
  required: z.int().min(1),
  question: z.string(),
  show: z.unknown().optional(),
  onRejection: z.enum(['fail', 'continue']),
  escalated: z.boolean(),
});

export const stepRequestSchema = z.discriminatedUnion('do', [ask, gather, collect, listen, approve]);
export type StepRequest = z.output<typeof stepRequestSchema>;
export type StepRequestOf<D extends StepRequest['do']> = Extract<StepRequest, { do: D }>;

/** Names of errors that a step fails with, for `retry` and `catch`; beside them, those of Step Functions (`States.Timeout` …). */
export const STEP_ERRORS = [
  /** Nobody has the address, or nobody of them subscribes to the channel. */
  'NobodyAddressed',
  /** No way to reach the participant worked. */
  'NotDelivered',
  /** The participant could not handle the message: it is in its dead letters. */
  'ParticipantFailed',
  /** The reply breaks the schema of its type. */
  'InvalidReply',
  /** What was to be sent breaks the schema of its type. */
  'InvalidPayload',
  /** Larger than the platform carries. */
  'TooLarge',
  /** Too few answers of a coordination. */
  'TooFewAnswers',
  /** Those who may have rejected. */
  'Rejected',
  /** The request itself breaks its schema: a fault of the definition. */
  'InvalidStep',
  /** A loop has made all its rounds. */
  'RoundsExhausted',
] as const;
export type StepError = (typeof STEP_ERRORS)[number];

/** The cause of a failed step, as JSON text. */
export const stepFailureSchema = z.object({
  step: stepId,
  reason: z.string(),
  messageId: messageId.optional(),
});

/** What a step gives instead of a value that is too large for the state of an execution: the message that carries it. */
export const claimedOutputSchema = z.strictObject({ claimedFrom: messageId, bytes: z.int() });

export const decisionSchema = z.strictObject({
  by: z.string(),
  decision: z.enum(['approved', 'rejected']),
  reason: z.string().optional(),
  at: timestamp,
});
export type Decision = z.output<typeof decisionSchema>;

/** A transition of an execution, as it is told on system.workflows. Without inputs and outputs: these are read where they lie. */
export const transitionSchema = z.strictObject({
  workflow: workflowId,
  /** `weekly-report:2026-47` */
  execution: z.string(),
  /** Number of the event in the execution's history. */
  event: z.int(),
  /**
   * Of the execution: `started`, `succeeded`, `failed`, `aborted`, `timed-out`, `redriven`. Of a state: `entered`, `exited`,
   * `try-failed`, `try-timed-out`. Of a map: `iteration-started`, `-succeeded`, `-failed`, `-aborted`.
   */
  what: z.string(),
  state: z.string().optional(),
  error: z.string().optional(),
  at: timestamp,
});
