/** The messages and channels that every system has: acknowledgements, errors, escalations, heartbeats. */
import * as z from 'zod';
import { agentId, channelName, messageId, messageType, timestamp } from '../contracts/message.ts';
import { BREAKER_STATES, BUDGET_SCOPES, modelRef } from '../contracts/model.ts';
import type { ChannelDefinition } from '../contracts/system.ts';
import { approver, stepId } from '../contracts/workflow.ts';
import { transitionSchema } from '../contracts/workflow-step.ts';
import { defineSystem } from './define.ts';
import { raiseBudget } from './platform/raise-budget.ts';

const approvalTold = z.strictObject({ approval: messageId, execution: z.string(), step: stepId });

/** One try of the platform to get a request answered. */
const attempt = z.strictObject({ attempt: z.int().min(1), at: timestamp, outcome: z.string() });

const usd = z.number().min(0);
const budget = z.strictObject({ scope: z.enum(BUDGET_SCOPES), id: z.string().min(1) });

export const platformMessages = {
  /** An agent has handled a message that asked for an acknowledgement. */
  'platform.acknowledged': z.strictObject({ messageId, by: agentId, at: timestamp }),
  /** A message could not be handled and will not be tried again. */
  'platform.error': z.strictObject({
    messageId: z.string(),
    messageType: z.string().optional(),
    channel: channelName.optional(),
    agent: agentId,
    /** Stable, for machines: `InvalidPayload`, `TooManyHops`, `HandlerFailed`, `NotAMessage` … */
    code: z.string(),
    /** For people. */
    reason: z.string(),
    attempts: z.int().min(1),
  }),
  /** A request was not answered in time, after all tries: the whole story. */
  'platform.escalated': z.strictObject({
    messageId,
    messageType,
    channel: channelName,
    sender: agentId,
    expects: z.enum(['ack', 'reply']),
    deadlineMs: z.int(),
    attempts: z.array(attempt),
    reason: z.string(),
  }),
  /** An agent lives: what it runs and how it has fared since its last heartbeat. */
  'platform.heartbeat': z.strictObject({
    agent: agentId,
    at: timestamp,
    version: z.string(),
    handled: z.int().min(0),
    failed: z.int().min(0),
  }),
  /** An execution of a workflow made a transition. */
  'platform.workflow.moved': transitionSchema,
  /** A person is asked to decide. What it is about is read with the approval. */
  'platform.approval.requested': approvalTold.extend({ approvers: z.array(approver), deadlineAt: timestamp }),
  /** A person decided. */
  'platform.approval.decided': approvalTold.extend({ by: z.string(), decision: z.enum(['approved', 'rejected']) }),
  /** An answer came after its step had ended. */
  'platform.answer.late': z.strictObject({ execution: z.string(), step: stepId, messageId }),
  /** A model is left alone, tried again, or used again. */
  'platform.model.breaker': z.strictObject({
    model: modelRef,
    from: z.enum(BREAKER_STATES),
    to: z.enum(BREAKER_STATES),
    /** Whose call made it so. */
    by: agentId,
    at: timestamp,
  }),
  /** A call was refused because a budget is spent; a person is asked for a higher cap. Once for each budget and cap. */
  'platform.budget.exhausted': budget.extend({
    agent: agentId,
    model: modelRef,
    conversation: z.string(),
    /** `debate:2026-47`, where the call belongs to a workflow's execution. */
    execution: z.string().optional(),
    capUsd: usd,
    /** What the call needs at least. */
    neededUsd: usd,
    /** The cap that is proposed. */
    proposedUsd: usd,
  }),
} as const;

export const platformChannels = {
  'system.acknowledgements': {
    title: 'Acknowledgements',
    group: 'system',
    carries: ['platform.acknowledged'],
    lanes: 'single',
  },
  'system.errors': { title: 'Errors', group: 'system', carries: ['platform.error'], lanes: 'single' },
  'system.escalations': {
    title: 'Escalations',
    group: 'system',
    carries: ['platform.escalated'],
    lanes: 'per-priority',
  },
  'system.heartbeats': { title: 'Heartbeats', group: 'system', carries: ['platform.heartbeat'], lanes: 'single' },
  'system.workflows': {
    title: 'What workflows do',
    group: 'system',
    carries: ['platform.workflow.moved', 'platform.answer.late'],
    lanes: 'single',
    forTheRecord: true,
  },
  'system.approvals': {
    title: 'Approvals wanted and given',
    group: 'system',
    carries: ['platform.approval.requested', 'platform.approval.decided'],
    lanes: 'single',
    forTheRecord: true,
  },
  'system.models': {
    title: 'What becomes of models',
    group: 'system',
    carries: ['platform.model.breaker', 'platform.budget.exhausted'],
    lanes: 'single',
    forTheRecord: true,
  },
} as const satisfies Record<string, ChannelDefinition>;

/** Asks the line whether it works, from end to end: nothing happens to it but being handled and recorded. */
const probe = z.strictObject({ note: z.string().max(1_000).optional() });

const raise = budget.extend({
  /** The cap at which calls were refused. */
  fromUsd: usd,
  toUsd: usd,
  /** Who approved it. */
  by: z.string().min(1),
  /** ARN of the execution that asks. */
  execution: z.string().min(1),
});

const raised = budget.extend({
  capUsd: usd,
  /** Executions that had failed and go on. */
  resumed: z.array(z.string()),
  /** How many that were refused have not ended yet, and may still fail for it. */
  running: z.int().min(0),
});

/** The platform's own system: who keeps the registry's rows of agents, who answers probes, and who raises caps of budgets. */
export const platform = defineSystem({
  name: 'platform',
  title: 'Platform',
  messages: {
    ...platformMessages,
    'platform.probe': probe,
    'platform.budget.raise': raise,
    'platform.budget.raised': raised,
  },
  channels: {
    ...platformChannels,
    'system.probes': { title: 'Probes', group: 'system', carries: ['platform.probe'], lanes: 'per-priority' },
    'system.budgets': {
      title: 'Caps of budgets to raise',
      group: 'system',
      carries: ['platform.budget.raise'],
      lanes: 'single',
    },
    'system.budgets.raised': {
      title: 'Caps of budgets that were raised',
      group: 'system',
      carries: ['platform.budget.raised'],
      lanes: 'single',
      forTheRecord: true,
    },
  },
  inputs: ['system.probes'],
  workflows: [raiseBudget],
  agents: {
    registrar: {
      title: 'Registrar',
      role: 'registrar',
      capabilities: ['agent-registry'],
      subscribes: ['system.acknowledgements', 'system.errors', 'system.escalations', 'system.heartbeats'],
      publishes: [],
      effects: 'pure',
      keepsState: true,
      entry: 'platform/registrar',
    },
    echo: {
      title: 'Echo',
      role: 'probe',
      capabilities: ['probe'],
      subscribes: ['system.probes'],
      publishes: [],
      effects: 'pure',
      entry: 'platform/echo',
    },
    treasurer: {
      title: 'Treasurer',
      role: 'treasurer',
      capabilities: ['budgets'],
      subscribes: ['system.budgets'],
      publishes: ['platform.budget.raised'],
      effects: 'pure',
      needs: ['treasury'],
      timeoutS: 120,
      entry: 'platform/treasurer',
    },
  },
});
