/**
 * A workflow, declared: who takes part, what starts it, and the steps. JSON, so that it can be written in a system's declaration
 * or sent to the API. Compiled to Amazon States Language by domain/workflow.
 *
 * 1. A list of steps is a sequence: each follows the one before it, unless it says `dependsOn`. In `parallel`, none follows
 *    another unless it says so. Ids are unique in the whole definition.
 * 2. Expressions are JSONata in `{% %}`, as Step Functions has them; anything else in a template is taken as it is. `$input` is
 *    the execution's input, `$id` the output of step `id`, `$name` a variable. What a block (parallel, map) made inside is seen
 *    outside as the block's output alone.
 * 3. Times are seconds.
 */
import * as z from 'zod';
import { address, messageType, PRIORITIES } from './message.ts';

/** The most steps of one definition, nested ones counted. */
export const MAX_STEPS = 500;
/** Lists of steps within steps within steps … */
export const MAX_DEPTH = 8;
/** A year: the longest that an execution of Step Functions lasts. */
const MAX_WORKFLOW_S = 365 * 86_400;

export const workflowId = z
  .string()
  .max(32)
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by dashes, such as weekly-report');

/** It is a variable in expressions too. */
export const stepId = z
  .string()
  .max(40)
  .regex(/^[a-z][A-Za-z0-9]*$/, 'must be one word in camelCase, such as fetchReadings')
  .refine((id) => !RESERVED.has(id), 'is reserved: choose another word');
/** What expressions have a meaning for already, and what every object has. */
const RESERVED = new Set([
  ...['input', 'states', 'execution', 'true', 'false', 'null'],
  ...Object.getOwnPropertyNames(Object.prototype),
]);

/** The whole text is one expression: `{% $input.total > 100 %}`. */
const expression = z.string().regex(/^\{%[\s\S]+%\}$/, 'must be an expression in {% %}');
/** Any JSON, with expressions in the place of texts. */
export const template = z.json();
export type Template = z.output<typeof template>;
const jsonSchema = z.record(z.string(), z.json());
export type JsonSchema = z.output<typeof jsonSchema>;

const seconds = z.int().min(1).max(MAX_WORKFLOW_S);

/** A participant by its name in the definition, or an expression that gives an address: `agent:…`, `role:…`, `capability:…`. */
const to = z.union([stepId, expression]);

export const retrySchema = z.strictObject({
  /** Tries in all, the first one counted. */
  maxAttempts: z.int().min(1).max(100),
  firstDelayS: seconds.default(1),
  maxDelayS: seconds.default(60),
  /** Each pause is so many times the one before. */
  base: z.number().min(1).max(10).default(2),
  jitter: z.enum(['full', 'none']).default('full'),
  /** Names of errors; without them, any but those that no retry helps. */
  errors: z.array(z.string().min(1)).min(1).optional(),
});
export type Retry = z.output<typeof retrySchema>;

/** Someone who may decide: `principal:alice` or `role:operator`. */
export const approver = z
  .string()
  .max(128)
  .regex(/^(principal|role):[A-Za-z0-9][A-Za-z0-9._@-]*$/, 'must be principal:… or role:…');

// Lists within steps: interfaces, because a type alias cannot refer to itself through what is inferred from a schema.
export interface Steps extends Array<Step> {}
export interface StepsInput extends Array<z.input<typeof stepSchema>> {}
const steps: z.ZodType<Steps, StepsInput> = z.lazy(() => z.array(stepSchema).min(1));

const catcher = z.strictObject({
  /** Names of errors; `*` stands for all. What was caught is `$<id>Error`: `{Error, Cause}`. */
  errors: z.array(z.string().min(1)).min(1),
  steps: steps.optional(),
  /** `continue`: the step's output is `output`, and the workflow goes on. `fail`: it fails with the same error. */
  outcome: z.enum(['continue', 'fail']).default('continue'),
  output: template.optional(),
});

const common = {
  id: stepId,
  title: z.string().min(1).max(120).optional(),
  /** Steps of the same list that must have ended before. */
  dependsOn: z.array(stepId).optional(),
  timeoutS: seconds.optional(),
  /** Longest silence of whoever is asked; without it, the timeout. A message caused by the request is a sign of life. */
  heartbeatS: seconds.optional(),
  retry: retrySchema.optional(),
  catch: z.array(catcher).min(1).optional(),
  /** Of the messages that it sends, and its place among the steps that may run at the same time. */
  priority: z.enum(PRIORITIES).optional(),
  /** The approval without which it must not run; checked, not enforced at run time. */
  guardedBy: stepId.optional(),
};

/** Sends a message; waits for nothing, for the acknowledgement, or for the reply, whose payload is the step's output. */
const message = z.strictObject({
  ...common,
  kind: z.literal('message'),
  to: to.optional(),
  type: messageType,
  payload: template,
  expects: z.enum(['none', 'ack', 'reply']).default('none'),
  /** The type of the reply, with `expects: reply`. */
  reply: messageType.optional(),
});

/** Asks an agent to do something; the payload of its reply is the step's output. */
const task = z.strictObject({
  ...common,
  kind: z.literal('task'),
  to,
  /** May be data here: a plan knows how long its tasks take, and how urgent they are. */
  timeoutS: z.union([seconds, expression]).optional(),
  priority: z.union([z.enum(PRIORITIES), expression]).optional(),
  type: messageType,
  payload: template,
  reply: messageType,
});

/**
 * Asks several at once. Output: `{answers: [{from, payload, messageId}], failed: [{from, error, reason}], missing: [from]}`,
 * answers in the order in which they came.
 */
const coordination = z.strictObject({
  ...common,
  kind: z.literal('coordination'),
  /** Participants, or an expression that gives an array of addresses. */
  to: z.union([z.array(to).min(1).max(100), expression]),
  type: messageType,
  payload: template,
  reply: messageType,
  /** `all` answers; `any`: the first good one; `first`: the first to end, well or not; or so many good ones. */
  until: z.union([z.enum(['all', 'any', 'first']), z.strictObject({ quorum: z.int().min(1) })]).default('all'),
  /** When time is up: `fail`, or `continue` with the answers that came. */
  missing: z.enum(['fail', 'continue']).default('fail'),
  /** Answers after the end are in the history in any case; `report` tells of each on system.workflows besides. */
  late: z.enum(['ignore', 'report']).default('ignore'),
});

/** Exactly one of `forS`, `until`, `message`. */
const wait = z.strictObject({
  ...common,
  kind: z.literal('wait'),
  forS: z.union([seconds, expression]).optional(),
  /** A time in ISO 8601, or an expression that gives one. */
  until: z.union([z.iso.datetime(), expression]).optional(),
  /** The next message of a type whose fields have these values; its payload is the output. One that came before does not count. */
  message: z.strictObject({ type: messageType, where: z.record(z.string().min(1), template).default({}) }).optional(),
});

/** Output: `{taken, output}`: the title of the branch (or its number from 1, or `otherwise`), and the output of its last step. */
const condition = z.strictObject({
  ...common,
  kind: z.literal('condition'),
  branches: z
    .array(
      z.strictObject({
        when: expression,
        /** It stands in the output as it is, where an expression would be evaluated. */
        title: z
          .string()
          .max(80)
          .regex(/^(?!\{%)[\s\S]/, 'must be a text, and no expression')
          .optional(),
        /** Nothing, when they are left out. */
        steps: steps.optional(),
      }),
    )
    .min(1),
  otherwise: steps.optional(),
});

/** Steps at once, as far as their dependencies let them. Output: `{<id>: output}` of each. */
const parallel = z.strictObject({
  ...common,
  kind: z.literal('parallel'),
  /** So many at a time; higher priority first. */
  limit: z.int().min(1).max(100).optional(),
  steps,
});

/** The steps for each item, which is `$<as>`, its number from 0 `$<as>Index`. Output: an array of `result`, or of the last step's output. */
const map = z.strictObject({
  ...common,
  kind: z.literal('map'),
  over: z.union([expression, z.array(template)]),
  as: stepId.default('item'),
  limit: z.int().min(1).max(40).default(10),
  steps,
  result: template.optional(),
});

/** The steps again and again until the expression is true; `$<id>Round` counts from 1. Output: `{rounds, done}`. */
const loop = z.strictObject({
  ...common,
  kind: z.literal('loop'),
  steps,
  until: expression,
  maxRounds: z.int().min(1).max(100),
  exhausted: z.enum(['fail', 'continue']).default('fail'),
});

/** A person decides. Output: `{approved, decisions: [{by, decision, reason, at}]}`. `timeoutS` is the deadline. */
const approval = z.strictObject({
  ...common,
  kind: z.literal('approval'),
  approvers: z.array(approver).min(1).max(50),
  /** So many must approve. One rejection rejects when the others cannot make it up any more. */
  required: z.int().min(1).max(50).default(1),
  question: z.union([expression, z.string().min(1).max(2_000)]),
  /** What they need to see. */
  show: template.optional(),
  /** After a while, these may decide as well. */
  escalation: z.strictObject({ afterS: seconds, to: z.array(approver).min(1).max(50) }).optional(),
  onRejection: z.enum(['fail', 'continue']).default('fail'),
  onTimeout: z.enum(['fail', 'reject']).default('fail'),
});

/** Another workflow, its live version. Output: what that one gives. */
const subworkflow = z.strictObject({
  ...common,
  kind: z.literal('subworkflow'),
  workflow: workflowId,
  input: template.default({}),
});

/** Where in a debate a round stands: the first, the last that there can be, or between. */
export const DEBATE_PHASES = ['opening', 'rebuttal', 'closing'] as const;
/** Why a debate ended. */
export const DEBATE_ENDS = ['agreed', 'stalled', 'exhausted'] as const;

/**
 * Rounds of turns, one of each debater, then a judgement of the moderator, until it says `agreed` or `stalled`.
 * Output: `{rounds, agreed, ended, judgement, turns}`. Who has the last word when they do not agree is a step of its own after it.
 */
const debate = z.strictObject({
  ...common,
  kind: z.literal('debate'),
  topic: template,
  debaters: z.array(to).min(2).max(20),
  /** Gives the names of those of `debaters` that take part this time; all of them without it. */
  among: expression.optional(),
  moderator: to,
  maxRounds: z.int().min(1).max(20).default(3),
  /** Gives how many rounds this time, `maxRounds` at most. */
  rounds: expression.optional(),
  /** What a debater is asked with `{topic, round, rounds, phase, turns}`, and what it answers. */
  turn: z.strictObject({ type: messageType, reply: messageType }),
  /** What the moderator is asked with the same, and what it answers: `{agreed: boolean, stalled?: boolean, …}`. */
  judge: z.strictObject({ type: messageType, reply: messageType }),
});

/** Computes: sets variables, and gives an output. */
const transform = z.strictObject({
  ...common,
  kind: z.literal('transform'),
  set: z.record(stepId, template).default({}),
  output: template.optional(),
});

export const stepSchema = z.discriminatedUnion('kind', [
  message,
  task,
  coordination,
  wait,
  condition,
  parallel,
  map,
  loop,
  approval,
  subworkflow,
  debate,
  transform,
]);
export type Step = z.output<typeof stepSchema>;
export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Extract<Step, { kind: K }>;
export type Catcher = z.output<typeof catcher>;

const trigger = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('manual') }),
  /** A message of a type starts it, with the message as input; `where` is a pattern of EventBridge on the message. */
  z.strictObject({
    kind: z.literal('message'),
    type: messageType,
    where: z.record(z.string(), z.json()).optional(),
  }),
  /** `rate(…)`, `cron(…)` or `at(…)` of EventBridge Scheduler. */
  z.strictObject({
    kind: z.literal('schedule'),
    expression: z.string().regex(/^(rate|cron|at)\(.+\)$/, 'must be rate(…), cron(…) or at(…)'),
    timezone: z.string().optional(),
    input: z.json().optional(),
  }),
]);

export const workflowSchema = z.strictObject({
  id: workflowId,
  /** The next number when it is left out. */
  version: z.int().min(1).optional(),
  title: z.string().min(1).max(120),
  /** Names for addresses: `{analyst: 'capability:failure-prediction'}`. */
  participants: z.record(stepId, address).default({}),
  trigger: trigger.default({ kind: 'manual' }),
  /** JSON Schema of the input and of what an execution gives. */
  input: jsonSchema.optional(),
  output: jsonSchema.optional(),
  /** With their first values. Steps of a parallel or a map cannot set them. */
  variables: z.record(stepId, template).default({}),
  timeoutS: seconds.optional(),
  /** For steps that wait and say nothing of their own. */
  stepTimeoutS: seconds.optional(),
  /** For the same. */
  retry: retrySchema.optional(),
  priority: z.enum(PRIORITIES).default('normal'),
  steps: z.array(stepSchema).min(1),
  /** What an execution gives; without it, the output of the last step. */
  result: template.optional(),
});
export type WorkflowDefinition = z.output<typeof workflowSchema>;
/** As it is written: what has a default may be left out. */
export type WorkflowInput = z.input<typeof workflowSchema>;
