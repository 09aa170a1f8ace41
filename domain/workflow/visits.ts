/**
 * The history of an execution as visits: each time that a state was entered, with what went in, what came out, and the tries
 * between. Owns how events hang together; what steps they belong to is in story.ts.
 *
 * 1. Events name the one before them, so what happens in branches and iterations at the same time is told apart.
 * 2. A redrive enters what had failed once more: the visit before stays, and is superseded.
 * 3. Tokens stand in the parameters of tasks and never come out of here.
 *
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
import { type Asked, askedOf, jsonIn, recordOf } from './asked.ts';

/** An event of Step Functions' history; `details` is the one member that its type has. */
export interface StoryEvent {
  readonly id: number;
  readonly previous: number;
  readonly type: string;
  /** ISO 8601. */
  readonly at: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Iteration {
  /** The state of the map. */
  readonly map: string;
  readonly index: number;
}

/** One try of a task. */
export interface Try extends Asked {
  readonly attempt: number;
  readonly at: string;
  endedAt?: string;
  error?: string;
  cause?: string;
  /** The execution that it started, by its ARN. */
  started?: string;
}

export type VisitState = 'running' | 'succeeded' | 'failed' | 'stopped';

export interface Visit {
  readonly state: string;
  readonly path: readonly Iteration[];
  /** The visit of the Parallel or the Map that it is in. */
  readonly block: Visit | undefined;
  /** Whether states run inside it. */
  readonly isBlock: boolean;
  readonly enteredAt: string;
  readonly input: unknown;
  readonly tries: Try[];
  status: VisitState;
  exitedAt?: string;
  output?: unknown;
  /** What it set, by name. */
  assigned?: Readonly<Record<string, unknown>>;
  error?: string;
  cause?: string;
  superseded?: boolean;
}

/** Where the thread of an event stands: in a visit, or in a block between two. */
interface Place {
  readonly inside?: Visit | undefined;
  readonly block: Visit | undefined;
  readonly path: readonly Iteration[];
  /** A redrive goes on from here: what was entered before says in which block. */
  readonly redriven?: boolean;
}

const OUTSIDE: Place = { block: undefined, path: [] };
const REDRIVEN: Place = { ...OUTSIDE, redriven: true };
const ENDS: Readonly<Record<string, VisitState>> = {
  ExecutionFailed: 'failed',
  ExecutionTimedOut: 'failed',
  ExecutionAborted: 'stopped',
};

/** @param execution ARN: the ids of its messages follow from it */
export function visitsOf(events: readonly StoryEvent[], execution: string): Visit[] {
  const visits: Visit[] = [];
  const places = new Map<number, Place>();
  for (const event of events) {
    const before = places.get(event.previous) ?? OUTSIDE;
    places.set(event.id, follow(event, before, visits, execution));
  }
  return visits;
}

function follow(event: StoryEvent, before: Place, visits: Visit[], execution: string): Place {
  const { type, at, details } = event;
  if (type === 'ExecutionRedriven') return redrive(visits);
  if (type.endsWith('StateEntered')) return enter(event, before, visits);
  if (type.endsWith('StateExited')) return exit(event, before, visits);
  if (type.startsWith('MapIteration')) return iterate(event, before, visits);
  if (/^(Map|Parallel)State(Started|Succeeded|Failed|Aborted)$/.test(type)) {
    const block = type.endsWith('Started') ? before.inside : (before.block ?? before.inside);
    if (!block) return before;
    if (/(Failed|Aborted)$/.test(type)) stopWithin(block, visits, at);
    return type.endsWith('Started')
      ? { block, path: block.path }
      : { inside: block, block: block.block, path: block.path };
  }
  const end = ENDS[type];
  if (end) endAll(visits, end, at, details);
  const visit = before.inside ?? redrivenVisit(event, visits);
  if (visit) attempt(visit, event, execution);
  return visit ? { ...before, inside: visit } : before;
}

function enter({ type, at, details }: StoryEvent, before: Place, visits: Visit[]): Place {
  const state = textOf(details.name) ?? '';
  const again = before.redriven
    ? visits.find((one) => one.state === state && isUnfinished(one) && !one.superseded)
    : undefined;
  if (again) again.superseded = true;
  const { block, path } = again ?? before;
  const visit: Visit = {
    ...{ state, path, block, isBlock: /^(Map|Parallel)/.test(type), enteredAt: at },
    ...{ input: jsonIn(details.input), tries: [], status: 'running' },
  };
  visits.push(visit);
  return { inside: visit, block, path };
}

function exit({ at, details }: StoryEvent, before: Place, visits: readonly Visit[]): Place {
  const visit = openVisit(textOf(details.name), before, visits);
  if (!visit) return before;
  const assigned = Object.entries(recordOf(details.assignedVariables)).map(([name, value]) => [name, jsonIn(value)]);
  visit.status = 'succeeded';
  visit.exitedAt = at;
  visit.output = jsonIn(details.output) ?? null;
  if (visit.isBlock) stopWithin(visit, visits, at);
  if (assigned.length > 0) visit.assigned = Object.fromEntries(assigned);
  return { block: visit.block, path: visit.path };
}

function iterate({ type, details }: StoryEvent, before: Place, visits: readonly Visit[]): Place {
  const map = openVisit(textOf(details.name), before, visits);
  if (!map) return before;
  const here = { map: map.state, index: Number(details.index ?? 0) };
  return { block: map, path: type.endsWith('Started') ? [...map.path, here] : map.path };
}

/** The visit that an event speaks of by its name: that of its thread, or the one around it. */
function openVisit(name: string | undefined, { inside, block, path }: Place, visits: readonly Visit[]) {
  for (let visit = inside ?? block; visit; visit = visit.block) if (visit.state === name) return visit;
  return visits.findLast((visit) => visit.state === name && visit.status === 'running' && startsWith(path, visit.path));
}

const startsWith = (path: readonly Iteration[], start: readonly Iteration[]): boolean =>
  start.every(({ map, index }, i) => path[i]?.map === map && path[i]?.index === index);

const isUnfinished = ({ status }: Visit): boolean => status === 'failed' || status === 'stopped';

function endAll(visits: readonly Visit[], status: VisitState, at: string, details: StoryEvent['details']): void {
  for (const visit of visits) {
    if (visit.status !== 'running') continue;
    visit.status = visit.error === undefined && !visit.isBlock ? 'stopped' : status;
    visit.exitedAt = at;
    if (visit.isBlock && status === 'failed') Object.assign(visit, failureIn(details));
  }
}

/** What ran in a block when it ended, because another branch failed, was stopped with it. */
function stopWithin(block: Visit, visits: readonly Visit[], at: string): void {
  for (const visit of visits) {
    if (visit.status !== 'running') continue;
    let around = visit.block;
    while (around && around !== block) around = around.block;
    if (!around) continue;
    visit.status = visit.error === undefined ? 'stopped' : 'failed';
    visit.exitedAt = at;
  }
}

/** Blocks wait for what goes on in them; the rest is entered again. */
function redrive(visits: readonly Visit[]): Place {
  for (const visit of visits) if (visit.isBlock && isUnfinished(visit)) reopen(visit);
  return REDRIVEN;
}

function reopen(visit: Visit): void {
  visit.status = 'running';
  delete visit.exitedAt;
  delete visit.error;
  delete visit.cause;
}

/** On AWS a redriven task may be scheduled without being entered again: its request names the step. */
function redrivenVisit({ type, details }: StoryEvent, visits: readonly Visit[]): Visit | undefined {
  if (type !== 'TaskScheduled') return undefined;
  const payload = recordOf(recordOf(jsonIn(details.parameters)).Payload);
  const visit = visits.findLast((one) => isUnfinished(one) && one.state.split(':')[0] === payload.step);
  if (visit) reopen(visit);
  return visit;
}

/** The tries of a task, from its events. */
function attempt(visit: Visit, { type, at, details }: StoryEvent, execution: string): void {
  const last = visit.tries.at(-1);
  if (/^(Task|LambdaFunction)Scheduled$/.test(type)) {
    const asked = askedOf(details, execution);
    visit.tries.push({ attempt: visit.tries.length + 1, at, ...asked });
  } else if (type === 'TaskSubmitted' && last) {
    const started = textOf(recordOf(jsonIn(details.output)).ExecutionArn);
    if (started) last.started = started;
  } else if (/^(Task|LambdaFunction)Succeeded$/.test(type) && last) {
    last.endedAt = at;
  } else if (/^(Task|LambdaFunction|Evaluation)\w*(Failed|TimedOut)$/.test(type)) {
    const failure = failureIn({ error: type.endsWith('TimedOut') ? 'States.Timeout' : undefined, ...details });
    if (last) Object.assign(last, { endedAt: at, ...failure });
    Object.assign(visit, failure);
  }
}

function failureIn({ error, cause }: StoryEvent['details']): { error?: string; cause?: string } {
  return {
    ...(typeof error === 'string' && { error }),
    ...(typeof cause === 'string' && { cause }),
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
