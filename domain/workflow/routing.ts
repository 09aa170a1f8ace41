/**
 * What brings a workflow the messages and the times that move it: rules on the bus and a schedule, all of which lead to the queue
 * `triggers`. The same at deploy time and at run time.
 *
 * 1. Patterns ask for the detail type, which IAM holds senders to, and for the type inside, which readers go by.
 * 2. Whoever waits, and with what values, stands in the registry: a rule brings every message of a type that some step waits for.
 * 3. What is addressed to a workflow answers one of its steps and is for that step alone: it starts nothing and wakes nobody, whether
 *    it came over the bus or, from an agent that is reached directly, never touched it. `platform/triggers` holds to this as well.
 */
import type { WorkflowDefinition } from '../../contracts/workflow.ts';
import { workflowRuleName } from '../naming.ts';
import { workflowAddress } from './identity.ts';
import { allSteps } from './steps.ts';

/** What a rule or a schedule puts into the queue `triggers`. */
export interface WorkflowRule {
  readonly name: string;
  readonly description: string;
  readonly eventPattern: Readonly<Record<string, unknown>>;
  /** As EventBridge has it: `{"workflow": …, "for": …, "message": <the message>}`. */
  readonly inputTransformer: {
    readonly inputPathsMap: Readonly<Record<string, string>>;
    readonly inputTemplate: string;
  };
}

/** The one target of each rule. */
export const RULE_TARGET = 'triggers';

export interface WorkflowSchedule {
  /** In the stage's group of schedules. */
  readonly name: string;
  readonly description: string;
  readonly expression: string;
  readonly timezone?: string;
  /** What Scheduler sends, with its own word for the time in it. https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
  readonly input: string;
}

/** At most two: what starts it, and what its steps wait for. */
export function rulesOf(definition: WorkflowDefinition, prefix: string): WorkflowRule[] {
  const { id, title, trigger } = definition;
  const waited = typesWaitedFor(definition);
  const rules: WorkflowRule[] = [];
  if (trigger.kind === 'message')
    rules.push({
      name: startRuleName(prefix, id),
      description: `Starts ${title}.`,
      eventPattern: ofTypes([trigger.type], trigger.where),
      inputTransformer: transformer(id, 'start'),
    });
  if (waited.length > 0)
    rules.push({
      name: waitRuleName(prefix, id),
      description: `Messages that ${title} waits for.`,
      eventPattern: ofTypes(waited),
      inputTransformer: transformer(id, 'wait'),
    });
  return rules;
}

/** Every rule that a workflow may have, for those who remove them. Names of rules take 64 characters. */
export const ruleNamesOf = (prefix: string, workflow: string): string[] => [
  startRuleName(prefix, workflow),
  waitRuleName(prefix, workflow),
];
// The longest stage and the longest id leave five characters.
const startRuleName = (prefix: string, workflow: string) => `${workflowRuleName(prefix, workflow)}-run`;
const waitRuleName = (prefix: string, workflow: string) => `${workflowRuleName(prefix, workflow)}-wait`;

/** Undefined for a workflow that no time starts. */
export function scheduleOf({ id, title, trigger }: WorkflowDefinition): WorkflowSchedule | undefined {
  if (trigger.kind !== 'schedule') return undefined;
  return {
    name: scheduleNameOf(id),
    description: `Starts ${title}.`,
    expression: trigger.expression,
    ...(trigger.timezone !== undefined && { timezone: trigger.timezone }),
    input: JSON.stringify({
      workflow: id,
      for: 'schedule',
      at: '<aws.scheduler.scheduled-time>',
      input: trigger.input ?? {},
    }),
  };
}

export const scheduleNameOf = (workflow: string): string => `workflow-${workflow}`;

/** Types of messages that its steps wait for, each once, in the order of their names. */
function typesWaitedFor(definition: WorkflowDefinition): string[] {
  const types = allSteps(definition).flatMap(({ step }) =>
    step.kind === 'wait' && step.message !== undefined ? [step.message.type] : [],
  );
  return [...new Set(types)].sort();
}

const ofTypes = (types: readonly string[], where: Readonly<Record<string, unknown>> = {}) => ({
  'detail-type': types,
  detail: { ...(asksFor(where, 'to') ? {} : { to: NOT_TO_WORKFLOWS }), ...where, type: types },
});

/** `anything-but` matches no message without the field. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const NOT_TO_WORKFLOWS = [{ exists: false }, { 'anything-but': { prefix: workflowAddress('') } }];

/** A field of a pattern has one list of values, any of which will do: where the author has given one, it stands alone. */
const asksFor = (where: Readonly<Record<string, unknown>>, field: string): boolean =>
  field in where ||
  (Array.isArray(where.$or) && where.$or.some((one) => typeof one === 'object' && one !== null && asksFor(one, field)));

const transformer = (workflow: string, purpose: 'start' | 'wait') => ({
  inputPathsMap: { message: '$.detail' },
  inputTemplate: `{"workflow":"${workflow}","for":"${purpose}","message":<message>}`,
});
