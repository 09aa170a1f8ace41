/**
 * Rows of the registry table that belong to workflows: definitions and their versions, steps that wait, approvals, messages that
 * are waited for.
 */
import * as z from 'zod';
import { address, channelName, messageId, messageType, timestamp } from '../message.ts';
import { approver, stepId, workflowId, workflowSchema } from '../workflow.ts';
import { decisionSchema } from '../workflow-step.ts';
import { SELF_ROW } from './registry.ts';

/** All workflows that were registered at run time, by id; those of systems/ are known from the code. */
export const WORKFLOWS_KEY = 'workflows';
export const workflowKey = (id: string) => `workflow#${id}`;
export const versionRow = (version: number) => `version#${String(version).padStart(6, '0')}`;
export const VERSION_ROWS = 'version#';
/** `workflow#<id>` / lock: somebody changes the workflow, until the lease is over. */
export const LOCK_ROW = 'lock';

/** `workflows` / id */
export const workflowRowSchema = z.object({
  pk: z.literal(WORKFLOWS_KEY),
  sk: workflowId,
  title: z.string(),
  /** The newest version, and the one that new executions take. */
  latest: z.int().min(1),
  live: z.int().min(1),
  machineArn: z.string(),
  changedAt: timestamp,
});
export type WorkflowRow = z.output<typeof workflowRowSchema>;

/** `workflow#<id>` / `version#000001`: written once, never changed. */
export const versionRowSchema = z.object({
  pk: z.string(),
  sk: z.string().startsWith(VERSION_ROWS),
  version: z.int().min(1),
  /** As JSON text: DynamoDB holds neither every number nor every depth. */
  definition: z.preprocess((text) => (typeof text === 'string' ? JSON.parse(text) : text), workflowSchema),
  /** SHA-256 of the compiled machine. */
  machineHash: z.string(),
  /** ARN of the published version of the machine. */
  versionArn: z.string(),
  createdAt: timestamp,
  createdBy: z.string(),
});
export type VersionRow = z.output<typeof versionRowSchema>;

/**
 * `step#<id of the message that was sent>` / self: who waits for its answer.
 *
 * The row outlives the wait: an answer that came too late for one token is given to the next one, when the step is tried again or
 * redriven, and a second answer finds that there was a first.
 */
export const waitingStepKey = (message: string) => `step#${message}`;
export const waitingStepSchema = z.object({
  pk: z.string(),
  sk: z.literal(SELF_ROW),
  /** The one that waits, or waited last; a message of a gathering has none of its own. */
  token: z.string().optional(),
  workflow: workflowId,
  execution: z.string(),
  step: stepId,
  expects: z.enum(['ack', 'reply']),
  reply: messageType.optional(),
  replyTo: channelName.optional(),
  /** Of a coordination: the gathering that the answer belongs to, and whom was asked. */
  gathering: messageId.optional(),
  from: address.optional(),
  /** The answer that counts, and what the step gives because of it, as JSON text. */
  answer: z.object({ by: messageId, output: z.string(), late: z.boolean() }).optional(),
  /** The message that told of a failure, and which token it failed: told twice, it does not fail the next one. */
  failed: z.object({ by: messageId, token: z.string() }).optional(),
  settledAt: timestamp.optional(),
  /** Rises with each write: every write is conditional on it. */
  revision: z.int(),
  ttl: z.number(),
});
export type WaitingStep = z.output<typeof waitingStepSchema>;

/** `gathering#<id>` / self, and beside it a row for each answer or failure, `answer#<id of the message that was sent>`. */
export const gatheringKey = (id: string) => `gathering#${id}`;
export const ANSWER_ROWS = 'answer#';
export const gatheringSchema = z.object({
  pk: z.string(),
  sk: z.literal(SELF_ROW),
  /** The one that waits, or waited last. */
  token: z.string(),
  workflow: workflowId,
  execution: z.string(),
  step: stepId,
  /** Ids of what was sent, and to whom. */
  asked: z.array(z.object({ message: messageId, to: address })),
  until: z.union([z.enum(['all', 'any', 'first']), z.object({ quorum: z.int() })]),
  missing: z.enum(['fail', 'continue']),
  late: z.enum(['ignore', 'report']),
  settledAt: timestamp.optional(),
  revision: z.int(),
  ttl: z.number(),
});
export type Gathering = z.output<typeof gatheringSchema>;

export const gatheredAnswerSchema = z.object({
  pk: z.string(),
  sk: z.string().startsWith(ANSWER_ROWS),
  /** Whom was asked. */
  from: address,
  /** The answer's id, or that of the message that told of the failure. */
  by: messageId,
  at: timestamp,
  /** Its payload as JSON text; a failure has an error instead. */
  output: z.string().optional(),
  error: z.object({ error: z.string(), reason: z.string() }).optional(),
  /** It came after the end. */
  late: z.boolean(),
  revision: z.int(),
  ttl: z.number(),
});
export type GatheredAnswer = z.output<typeof gatheredAnswerSchema>;

/** `approval#<id>` / self. While it is open, `approvals#open` / `<id>` names it. */
export const approvalKey = (id: string) => `approval#${id}`;
export const OPEN_APPROVALS_KEY = 'approvals#open';
export const approvalSchema = z.object({
  pk: z.string(),
  sk: z.literal(SELF_ROW),
  id: messageId,
  /** The one that waits, or waited last. */
  token: z.string(),
  workflow: workflowId,
  version: z.int(),
  execution: z.string(),
  step: stepId,
  place: z.string(),
  question: z.string(),
  show: z.unknown().optional(),
  approvers: z.array(approver),
  required: z.int().min(1),
  onRejection: z.enum(['fail', 'continue']),
  escalated: z.boolean(),
  openedAt: timestamp,
  deadlineAt: timestamp,
  decisions: z.array(decisionSchema),
  /** `closed`: nobody decided it, and nobody may any more: it was too late, or the execution was stopped. */
  state: z.enum(['open', 'approved', 'rejected', 'closed']),
  /** When the execution was told. */
  settledAt: timestamp.optional(),
  /** Rises with each write: decisions are conditional on it. */
  revision: z.int(),
  ttl: z.number(),
});
export type ApprovalRow = z.output<typeof approvalSchema>;

/** `approvals#open` / `<id>` */
export const openApprovalSchema = z.object({
  pk: z.literal(OPEN_APPROVALS_KEY),
  sk: messageId,
  execution: z.string(),
  revision: z.int(),
  ttl: z.number(),
});

/** `listening#<type>` / `<message id of the step>`: executions that wait for a message of the type. */
export const listeningKey = (type: string) => `listening#${type}`;
export const listeningSchema = z.object({
  pk: z.string(),
  sk: messageId,
  token: z.string(),
  workflow: workflowId,
  execution: z.string(),
  step: stepId,
  /** Values that must stand at these paths of the message: `payload.order` → `17`. */
  where: z.record(z.string(), z.unknown()),
  /** A message that was sent before does not count. */
  sinceAt: timestamp,
  untilAt: timestamp,
  revision: z.int(),
  ttl: z.number(),
});
export type Listening = z.output<typeof listeningSchema>;

/** `listening#heard <message id of the step>` / self: what a step was given that listened, should it be run again. */
export const heardKey = (step: string) => listeningKey(`heard ${step}`);
export const heardSchema = z.object({
  pk: z.string(),
  sk: z.literal(SELF_ROW),
  /** JSON text. */
  output: z.string(),
  revision: z.int(),
  ttl: z.number(),
});
