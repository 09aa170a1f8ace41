/**
 * Upper bounds of one execution, with every try and every round: transitions, invocations, messages, dollars, seconds. What is not
 * known before it runs is said so in `notes`: where nobody can count the items of a map, one is counted, and the figures are a bound
 * per item (`perItem`); a time that is computed is left out.
 *
 * Not counted: redrives, decisions that are refused, retries of Lambda's own troubles, what recording and telling of transitions
 * costs, what agents send on their own.
 */
import type { Retry, Step, StepOf, WorkflowDefinition } from '../../../contracts/workflow.ts';
import { isAddressedTo } from '../../addressing.ts';
import type { KnownAgent } from '../../catalogue.ts';
import { expressionIn } from '../expressions.ts';
import { levelsOf } from '../levels.ts';
import { dollarsFor } from '../prices.ts';
import { allSteps } from '../steps.ts';
import type { VerifierEnv } from './findings.ts';
import { allRequests } from './requests.ts';
import { quietShapeOf } from './template-shape.ts';
import { timeoutOf, waitsForSomeone } from './timing.ts';

export interface Bounds {
  /** Of Standard workflows: those of the workflows that it starts counted. */
  readonly transitions: number;
  readonly lambdaInvocations: number;
  readonly messages: number;
  readonly dollars: number;
  /** What the agents that it asks may spend on models in one conversation, as they declare it; those that declare nothing are in `notes`. */
  readonly modelDollars: number;
  readonly durationS: number;
  /** Steps that go over, or ask, an unknown number: with any, the figures are no bound of the whole, but of one item of each. */
  readonly perItem: readonly string[];
  /** What the figures take for granted. */
  readonly notes: readonly string[];
}

/** Invocations of one question: who asks, who is asked, who takes the answer. */
const INVOCATIONS_TO_ASK = 3;

interface Sum {
  readonly transitions: number;
  readonly invocations: number;
  readonly messages: number;
  readonly seconds: number;
}

const NONE: Sum = { transitions: 0, invocations: 0, messages: 0, seconds: 0 };
const PASS: Sum = { ...NONE, transitions: 1 };

const plus = (...sums: readonly Sum[]): Sum =>
  sums.reduce(
    (a, b) => ({
      transitions: a.transitions + b.transitions,
      invocations: a.invocations + b.invocations,
      messages: a.messages + b.messages,
      seconds: a.seconds + b.seconds,
    }),
    NONE,
  );

const times = (n: number, { transitions, invocations, messages, seconds }: Sum): Sum => ({
  ...{ transitions: n * transitions, invocations: n * invocations, messages: n * messages, seconds: n * seconds },
});

/** The most of each: of several ways one is taken. */
const most = (sums: readonly Sum[]): Sum => ({
  transitions: Math.max(0, ...sums.map(({ transitions }) => transitions)),
  invocations: Math.max(0, ...sums.map(({ invocations }) => invocations)),
  messages: Math.max(0, ...sums.map(({ messages }) => messages)),
  seconds: Math.max(0, ...sums.map(({ seconds }) => seconds)),
});

interface Counting {
  readonly definition: WorkflowDefinition;
  readonly env: VerifierEnv;
  /** Workflows that it is counted within: a ring is counted once. */
  readonly within: readonly string[];
  readonly notes: Set<string>;
  readonly perItem: Set<string>;
}

export function boundsIn(definition: WorkflowDefinition, env: VerifierEnv): Bounds {
  const counting: Counting = { definition, env, within: [definition.id], notes: new Set(), perItem: new Set() };
  const { transitions, invocations, messages, seconds } = ofWorkflow(counting);
  return {
    transitions,
    lambdaInvocations: invocations,
    messages,
    dollars: dollarsFor({ transitions, functionCalls: invocations, messages }),
    modelDollars: modelDollarsOf(counting),
    durationS: Math.ceil(seconds),
    perItem: [...counting.perItem],
    notes: [...counting.notes],
  };
}

/** An execution is a conversation, so an agent's cap for one bounds all that it spends there, whatever rounds and tries there are. */
function modelDollarsOf({ definition, env, notes }: Counting): number {
  for (const { step } of allSteps(definition)) {
    const other = step.kind === 'subworkflow' ? env.workflows.get(step.workflow) : undefined;
    if (other && modelUsers(other, env).length > 0)
      notes.add(`${step.id} starts ${other.id}, whose agents use models: what they spend is not counted`);
  }
  return modelUsers(definition, env).reduce((dollars, { id, model }) => {
    const cap = model?.budgetUsd?.conversation;
    if (cap === undefined)
      notes.add(`${id} uses models and declares no cap for a conversation: what it spends is not counted`);
    return dollars + (cap ?? 0);
  }, 0);
}

/** Agents that are asked and use models. Where an expression gives the address, any of those that take the message. */
function modelUsers(definition: WorkflowDefinition, { catalogue }: VerifierEnv): KnownAgent[] {
  const asked = allRequests(definition).flatMap(({ to, type }) => {
    const subscribers = catalogue.types.get(type)?.channel.subscribers ?? [];
    const address = to !== undefined && expressionIn(to) === undefined ? definition.participants[to] : undefined;
    return subscribers.filter((agent) => agent.needs?.includes('model') && isAddressedTo(address, agent));
  });
  return [...new Map(asked.map((agent) => [agent.id, agent])).values()];
}

function ofWorkflow(counting: Counting): Sum {
  const { steps, variables, result, timeoutS = Number.POSITIVE_INFINITY } = counting.definition;
  const own = [...(Object.keys(variables).length > 0 ? [PASS] : []), ...(result === undefined ? [] : [PASS])];
  const sum = plus(PASS, ...own, ofList(counting, steps, false)); // the start is a transition
  return { ...sum, seconds: Math.min(sum.seconds, timeoutS) };
}

function ofList(counting: Counting, steps: readonly Step[], independent: boolean): Sum {
  return levelsOf(steps, independent).levels.reduce((sum, level) => {
    const each = level.map((step) => ofStep(counting, step));
    const together = plus(...each, ...(level.length > 1 ? [PASS] : []));
    return plus(sum, { ...together, seconds: most(each).seconds });
  }, NONE);
}

function ofStep(counting: Counting, step: Step): Sum {
  const retry = step.retry ?? (waitsForSomeone(step) ? counting.definition.retry : undefined);
  const tries = step.kind === 'approval' || step.kind === 'wait' ? 1 : (retry?.maxAttempts ?? 1);
  const caught = (step.catch ?? []).map(({ steps }) => plus(PASS, ofList(counting, steps ?? [], false)));
  return plus(
    times(tries, ofTry(counting, step)),
    { ...NONE, seconds: retry ? pauses(retry, tries) : 0 },
    most(caught),
  );
}

/** The longest that the pauses between tries come to. */
function pauses({ firstDelayS, maxDelayS, base }: Retry, tries: number): number {
  let sum = 0;
  for (let i = 0, delay = firstDelayS; i < tries - 1; i++, delay *= base) sum += Math.min(delay, maxDelayS);
  return sum;
}

function ofTry(counting: Counting, step: Step): Sum {
  const { definition, notes } = counting;
  const seconds = timeoutOf(definition, step);
  if (waitsForSomeone(step) && seconds === undefined)
    notes.add(`${step.id} waits for a time that is computed: not counted`);
  const asking: Sum = { transitions: 1, invocations: INVOCATIONS_TO_ASK, messages: 2, seconds: seconds ?? 0 };
  switch (step.kind) {
    case 'task':
      return asking;
    case 'message':
      return step.expects === 'none' ? { ...PASS, messages: 1 } : asking;
    case 'coordination':
      return ofGathering(counting, step, seconds ?? 0);
    case 'wait':
      return ofWait(counting, step, seconds ?? 0);
    case 'approval':
      return ofApproval(step, seconds ?? 0);
    case 'debate': {
      const round = plus(times(step.debaters.length, plus(asking, PASS)), asking, PASS, PASS);
      return plus(PASS, times(step.maxRounds, round));
    }
    case 'subworkflow':
      return ofSubworkflow(counting, step.workflow, seconds ?? 0);
    case 'transform':
      return PASS;
    default:
      return ofBlock(counting, step);
  }
}

/** Who is escalated to is asked anew: a state and a message of its own. Each decision is a call of the API, and a message. */
function ofApproval(step: StepOf<'approval'>, seconds: number): Sum {
  const asked = step.escalation ? 2 : 1;
  const decided = decisionsOf(step);
  const late = step.onTimeout === 'reject' ? 1 : 0; // the state that an approval may end in whose time is up
  return { transitions: asked + late, invocations: asked + decided, messages: asked + decided, seconds };
}

/**
 * The most decisions that are taken (../approvals.ts): `required` are enough to approve, and as many rejections leave it open as the
 * others can make up for. Where a role may decide nobody can count the others, and the first rejection ends it.
 */
function decisionsOf({ approvers, escalation, required }: StepOf<'approval'>): number {
  const spare = (may: readonly string[]): number =>
    may.some((one) => one.startsWith('role:')) ? 0 : Math.max(0, new Set(may).size - required);
  return required + Math.max(spare(approvers), escalation ? spare([...approvers, ...escalation.to]) : 0);
}

function ofGathering({ notes, perItem }: Counting, step: StepOf<'coordination'>, seconds: number): Sum {
  const asked = typeof step.to === 'string' ? sizeOf(step.to) : step.to.length;
  if (asked === undefined) {
    notes.add(`${step.id} asks an unknown number: one is counted`);
    perItem.add(step.id);
  }
  const n = asked ?? 1;
  const collect = step.missing === 'continue' ? 1 : 0;
  return { transitions: 1 + collect, invocations: 1 + 2 * n + collect, messages: 2 * n, seconds };
}

function ofWait({ notes }: Counting, step: StepOf<'wait'>, seconds: number): Sum {
  if (step.message) return { transitions: 1, invocations: 2, messages: 0, seconds };
  if (typeof step.forS !== 'number')
    notes.add(`${step.id} waits for a time that is computed, or until one: not counted`);
  return { ...PASS, seconds: typeof step.forS === 'number' ? step.forS : 0 };
}

function ofSubworkflow({ env, within, notes, perItem }: Counting, id: string, seconds: number): Sum {
  const other = env.workflows.get(id);
  if (!other || within.includes(id)) return { ...PASS, seconds };
  const inner = ofWorkflow({ definition: other, env, within: [...within, id], notes, perItem });
  return plus(PASS, { ...inner, seconds: Math.min(inner.seconds, seconds) });
}

function ofBlock(counting: Counting, step: StepOf<'condition' | 'parallel' | 'map' | 'loop'>): Sum {
  if (step.kind === 'condition') {
    const ways = [...step.branches.map(({ steps }) => steps), step.otherwise];
    return plus(PASS, PASS, most(ways.map((steps) => ofList(counting, steps ?? [], false))));
  }
  if (step.kind === 'loop')
    return plus(PASS, PASS, times(step.maxRounds, plus(ofList(counting, step.steps, false), PASS)));
  if (step.kind === 'parallel') {
    const inner = ofList(counting, step.steps, true);
    const turns = step.limit === undefined ? 1 : Math.ceil(step.steps.length / step.limit);
    return plus(PASS, { ...inner, seconds: inner.seconds * turns });
  }
  const items = Array.isArray(step.over) ? step.over.length : sizeOf(String(step.over));
  if (items === undefined) {
    counting.notes.add(`${step.id} goes over an unknown number of items: one is counted`);
    counting.perItem.add(step.id);
  }
  const each = plus(ofList(counting, step.steps, false), PASS);
  const n = items ?? 1;
  return plus(PASS, { ...times(n, each), seconds: each.seconds * Math.ceil(n / step.limit) });
}

/** How many items an expression gives, where it says so itself. */
function sizeOf(expression: string): number | undefined {
  const shape = quietShapeOf(expression, new Map());
  return shape.is === 'array' ? shape.most : undefined;
}
