/**
 * What became of an execution, in the words of its definition: each run of each step with its times, what went in, what came out,
 * and its tries; what it is at now; what it has cost so far. Pure, from the history of Step Functions.
 *
 * 1. A step runs several times in loops and maps: `place` says which item, `round` which time.
 * 2. A step may be several states (`review`, `review: escalated`): they are one run.
 * 3. A block runs for as long as what is in it.
 */
import type { WorkflowDefinition } from '../../contracts/workflow.ts';
import { keptVariable } from './compile/names.ts';
import { dollarsFor, PRICES } from './prices.ts';
import { allSteps, type PlacedStep, stepOfState } from './steps.ts';
import { type Transition, transitionOf, withStates } from './transitions.ts';
import { type Iteration, type StoryEvent, type Try, type Visit, type VisitState, visitsOf } from './visits.ts';

export interface StepRun {
  readonly step: string;
  readonly kind: string;
  readonly title?: string;
  /** Items of the maps that it is in, outermost first: `each[2]`; empty outside of maps. */
  readonly place: string;
  /** From 1, in its place. */
  readonly round: number;
  readonly status: VisitState;
  readonly enteredAt: string;
  readonly exitedAt?: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly tries: readonly Try[];
  readonly error?: string;
  readonly cause?: string;
}

export interface Story {
  /** In the order in which they began. */
  readonly steps: readonly StepRun[];
  /** Those that run and have nothing running inside them. */
  readonly current: readonly StepRun[];
  readonly transitions: readonly Transition[];
  readonly cost: Cost;
}

export interface Cost {
  /** Estimated, at list prices of `pricesOf` (prices.ts). */
  readonly dollars: number;
  readonly transitions: number;
  readonly functionCalls: number;
  readonly messages: number;
  readonly pricesOf: string;
}

/**
 * @param definition without it, as when it was deleted, no steps are told
 * @param id `weekly-report:2026-47`
 * @param arn of the execution
 */
export function storyOf(
  definition: WorkflowDefinition | undefined,
  events: readonly StoryEvent[],
  { id, arn }: { id: string; arn: string },
): Story {
  const visits = visitsOf(events, arn);
  const placed = new Map((definition ? allSteps(definition) : []).map((one) => [one.step.id, one]));
  const drafts = draftsOf(visits, placed);
  const blocks = new Set([...placed.values()].flatMap(({ list }) => list.within.map((step) => step.id)));
  const steps = drafts.map((draft) => runOf(draft, blocks.has(draft.step) ? drafts : [], placed));
  return {
    steps,
    current: steps.filter(
      ({ step, status, place }) =>
        status === 'running' &&
        !(
          blocks.has(step) &&
          steps.some((other) => other.status === 'running' && isInside(other, { step, place }, placed))
        ),
    ),
    transitions: transitionsOf(events, id),
    cost: costOf(visits),
  };
}

/** The visits of one run of a step. */
interface Draft {
  readonly step: string;
  readonly place: string;
  readonly round: number;
  readonly visits: Visit[];
}

type Placed = ReadonlyMap<string, PlacedStep>;

const placeOf = (path: readonly Iteration[]): string =>
  path.map(({ map, index }) => `${stepOfState(map) || map}[${index}]`).join('.');

/** A run begins when its first state is entered again; what a redrive enters again belongs to the run that failed. */
function draftsOf(visits: readonly Visit[], placed: Placed): Draft[] {
  const drafts: Draft[] = [];
  const latest = new Map<string, Draft>();
  for (const visit of visits) {
    const step = stepOfState(visit.state);
    // The states by which a map takes its items belong to each of them, not to the run of the map.
    if (!placed.has(step) || visit.path.some(({ map }) => stepOfState(map) === step)) continue;
    const place = placeOf(visit.path);
    const key = `${step} ${place}`;
    const before = latest.get(key);
    const isAgain = before?.visits.some((one) => one.state === visit.state && one.superseded);
    if (before && (isAgain || before.visits[0]?.state !== visit.state)) before.visits.push(visit);
    else {
      const draft = { step, place, round: (before?.round ?? 0) + 1, visits: [visit] };
      latest.set(key, draft);
      drafts.push(draft);
    }
  }
  return drafts;
}

/** @param drafts among which those may be that are inside it */
function runOf(draft: Draft, drafts: readonly Draft[], placed: Placed): StepRun {
  const { step, place, round, visits } = draft;
  const { kind = '', title } = placed.get(step)?.step ?? {};
  const first = visits[0];
  const inside = drafts.filter(
    (other) => isInside(other, draft, placed) && (other.visits[0]?.enteredAt ?? '') >= (first?.enteredAt ?? ''),
  );
  const own = statusOf(visits);
  const status = own === 'succeeded' ? worstOf(inside.map((one) => statusOf(one.visits))) : own;
  const last = visits.at(-1);
  const exits = [...visits, ...inside.flatMap((one) => one.visits)].flatMap(({ exitedAt }) => exitedAt ?? []);
  const tries = visits.flatMap((visit) => visit.tries);
  const given =
    assignedIn(visits.toReversed(), step) ??
    assignedIn(
      inside.flatMap((one) => one.visits),
      step,
    );
  return {
    ...{ step, kind, place, round, status, tries },
    ...(title !== undefined && { title }),
    enteredAt: first?.enteredAt ?? '',
    ...(status !== 'running' && exits.length > 0 && { exitedAt: exits.reduce((a, b) => (a > b ? a : b)) }),
    input: tries.find(({ input }) => input !== undefined)?.input ?? first?.input,
    ...(status === 'succeeded' && { output: given ? given.value : last?.output }),
    ...(status !== 'succeeded' && last?.error !== undefined && { error: last.error }),
    ...(status !== 'succeeded' && last?.cause !== undefined && { cause: last.cause }),
  };
}

/**
 * The output of a step is a variable of its name, or of the name that it has beside others in a branch; a condition's is set by the
 * last state of the branch that it took.
 */
function assignedIn(visits: readonly Visit[], step: string): { readonly value: unknown } | undefined {
  for (const { assigned = {} } of visits)
    for (const name of [step, keptVariable(step)]) if (name in assigned) return { value: assigned[name] };
  return undefined;
}

const statusOf = (visits: readonly Visit[]): VisitState =>
  visits.some(({ status }) => status === 'running') ? 'running' : (visits.at(-1)?.status ?? 'succeeded');

const worstOf = (all: readonly VisitState[]): VisitState =>
  (['running', 'failed', 'stopped'] as const).find((one) => all.includes(one)) ?? 'succeeded';

/** Whether a run is one of a step within the other's, in the same item of the maps around that one. */
function isInside(
  inner: { readonly step: string; readonly place: string },
  outer: { readonly step: string; readonly place: string },
  placed: Placed,
): boolean {
  const within = placed.get(inner.step)?.list.within ?? [];
  return (
    within.some(({ id }) => id === outer.step) &&
    (outer.place === '' || inner.place === outer.place || inner.place.startsWith(`${outer.place}.`))
  );
}

function transitionsOf(events: readonly StoryEvent[], id: string): Transition[] {
  const told = events.map(({ id: event, previous, type, at, details: { name, error } }) => ({
    ...{ id: event, previous, type, at },
    ...(typeof name === 'string' && { state: name }),
    ...(typeof error === 'string' && { error }),
  }));
  return withStates(told).flatMap((event) => transitionOf(event, id) ?? []);
}

/** Each state that is entered is a transition, and each further try of a task. */
function costOf(visits: readonly Visit[]): Cost {
  const tries = visits.flatMap((visit) => visit.tries);
  const retries = visits.reduce((sum, visit) => sum + Math.max(0, visit.tries.length - 1), 0);
  const transitions = visits.length + retries;
  const functionCalls = tries.filter(({ does }) => does !== undefined && does !== 'send' && does !== 'start').length;
  const messages = tries.filter(({ does }) => does === 'send').length + askedMessages(tries);
  const dollars = dollarsFor({ transitions, functionCalls, messages });
  return { dollars: Number(dollars.toFixed(7)), transitions, functionCalls, messages, pricesOf: PRICES.date };
}

const askedMessages = (tries: readonly Try[]): number =>
  tries.reduce(
    (sum, { does, messages = [] }) => (does === 'ask' || does === 'gather' ? sum + messages.length : sum),
    0,
  );
