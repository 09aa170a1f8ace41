/**
 * The stacks of one cloud: who may work on them, and when. Offers the port `stacks` to the CloudFormation service, and the
 * door for whole deployments (deploy.ts).
 *
 * 1. One piece of work at a time on a stack; whoever comes meanwhile is refused.
 * 2. Nothing is begun before the whole template was checked.
 * 3. Work that a killed process left is marked as failed at the next start; what was done stays, and can be gone on from.
 */
import type { Engine } from '../engine/engine.ts';
import type { ResourceType } from '../engine/service.ts';
import type { StackDetails, StackPlan, StackRecord, Stacks, StackWish } from '../engine/stacks.ts';
import type { StackSource } from './assembly.ts';
import { beginChange, isThere, runChange } from './change-stack.ts';
import { checkStack } from './check.ts';
import type { CheckedStack } from './checked.ts';
import { shapeProblem, templateDocument } from './document.ts';
import { stackEvents } from './events.ts';
import { importersOf } from './exports.ts';
import { plannedChanges, sameOutputs } from './plan.ts';
import { readTemplate } from './read-template.ts';
import { type Refusal, validationError } from './refusal.ts';
import { beginRemoval, buryStack, runRemoval } from './remove-stack.ts';
import { type DeployContext, type Progress, sentence } from './run.ts';
import { stackState } from './state.ts';
import { summaryOf } from './summary.ts';
import { createWork } from './work.ts';

/** The port, and what the rest of local/template needs. */
export interface StackOffice extends Stacks {
  readonly context: DeployContext;
  /** Work on a stack that nobody else may touch meanwhile; throws a sentence when somebody does. */
  claim(names: readonly string[]): () => void;
  /** Resolves when no work is under way. */
  idle(): Promise<void>;
}

/** `types` are those of all services of the cloud. */
export function createStacks(engine: Engine, types: ReadonlyMap<string, ResourceType>): StackOffice {
  const state = stackState(engine);
  const onProgress = (progress: Progress) => trace(engine, progress);
  const context: DeployContext = { engine, types, state, events: stackEvents(engine), onProgress };
  const work = createWork();
  markInterrupted(context);

  const find = (nameOrId: string): StackRecord | undefined => {
    if (!nameOrId.startsWith('arn:')) return state.stack(nameOrId);
    const found = state.stack(/:stack\/([^/]+)/.exec(nameOrId)?.[1] ?? '');
    return found?.id === nameOrId ? found : state.deleted().find(({ id }) => id === nameOrId);
  };

  return {
    context,
    claim: work.claim,
    idle: work.idle,
    types: () => [...types.keys()].sort(),
    list: () => [...state.stacks(), ...state.deleted()].sort((a, b) => b.createdAtMs - a.createdAtMs),
    find,
    resources: state.resources,
    events: context.events.list,
    importers: (name) => importersOf(state, name),
    summarize: (text) => summaryOf(documentOf(text)),
    plan: (wish) => planOf(context, wish),
    review(wish) {
      check(context, wish);
      const record = reviewed(context, wish);
      context.events.reached(record, wish.token);
      return record;
    },
    begin(wish) {
      const release = work.claim([wish.name]);
      try {
        const checked = check(context, wish);
        const begun = beginChange(context, checked, wish);
        work.go(wish.name, release, runChange(context, checked, begun), engine);
        return begun.record;
      } catch (error) {
        release();
        throw error;
      }
    },
    remove(name, options) {
      const stack = state.stack(name);
      if (!stack) return;
      if (stack.status === 'REVIEW_IN_PROGRESS') return buryStack(context, stack, options.token);
      const release = work.claim([name]);
      if (!beginRemoval(context, stack, options.token)) return release();
      work.go(name, release, runRemoval(context, state.stack(name) ?? stack, options), engine);
    },
    protect(name, terminationProtection) {
      const stack = state.stack(name);
      if (stack) state.putStack({ ...stack, details: { ...stack.details, terminationProtection } });
    },
    settled: work.settled,
  };
}

/** Reads a template alone; what it refers to outside of itself must be there. Throws AWS's ValidationError. */
function check(context: DeployContext, wish: StackWish): CheckedStack {
  const refusals: Refusal[] = [];
  const checked = checkAlone(context, wish, (refusal) => refusals.push(refusal));
  if (refusals.length > 0 || !checked) throw validationError(refusals);
  return checked;
}

const checkAlone = (
  { engine, types, state }: DeployContext,
  source: StackSource,
  refuse: (refusal: Refusal) => void,
): CheckedStack | undefined => {
  const promised = { exports: new Map<string, string>(), outputs: new Set<string>(), stacks: new Set<string>() };
  return checkStack({ engine, types, state, promised, refuse }, source);
};

function documentOf(text: string): ReturnType<typeof templateDocument.parse> {
  try {
    const parsed = templateDocument.safeParse(readTemplate(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new Error(issue && shapeProblem(issue).wording);
  } catch (error) {
    throw validationError([{ stack: '', problem: sentence(error), remedy: '', wording: sentence(error) }]);
  }
}

function planOf(context: DeployContext, wish: StackWish): StackPlan {
  const { state } = context;
  const after = check(context, wish);
  const record = state.stack(wish.name);
  const there = isThere(record) ? record : undefined;
  const source = there && { name: wish.name, text: there.template, parameters: there.given ?? {}, tags: there.tags };
  const before = source && checkAlone(context, source, () => undefined);
  const changes = plannedChanges({ before, after, records: there ? state.resources(wish.name) : [] });
  const same =
    there !== undefined &&
    there.status !== 'UPDATE_FAILED' && // half done: its template says more than is there
    changes.length === 0 &&
    sameOutputs(before, after) &&
    JSON.stringify(there.tags) === JSON.stringify(wish.tags) &&
    sameArns(there.details, wish.details);
  const { Description: description } = after.document;
  return { changes, same, parameters: after.parameters, ...(description !== undefined && { description }) };
}

const sameArns = (before: StackDetails = {}, after: StackDetails = {}): boolean =>
  (before.notificationArns ?? []).join() === (after.notificationArns ?? []).join();

function reviewed({ engine, state }: DeployContext, { name, tags, details = {} }: StackWish): StackRecord {
  const record: StackRecord = {
    name,
    id: state.idOf(name),
    status: 'REVIEW_IN_PROGRESS',
    statusReason: 'User Initiated',
    createdAtMs: engine.clock.now(),
    template: '',
    parameters: [],
    tags,
    details,
    outputs: [],
    generations: state.generationsOf(name),
  };
  state.putStack(record);
  return record;
}

/** A process that was killed left them. */
function markInterrupted({ state, events }: DeployContext): void {
  const statusReason = 'The local cloud ended while this was under way; deploy again, or delete the stack.';
  for (const stack of state.stacks()) {
    const [, what] =
      /^(CREATE|DELETE|ROLLBACK|UPDATE|UPDATE_ROLLBACK)_(?:COMPLETE_CLEANUP_)?IN_PROGRESS$/.exec(stack.status) ?? [];
    if (!what) continue;
    const isCleanUp = stack.status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    const status = (isCleanUp ? 'UPDATE_COMPLETE' : `${what}_FAILED`) as StackRecord['status'];
    const marked = { ...stack, status, statusReason };
    state.putStack(marked);
    events.reached(marked);
  }
}

function trace(engine: Engine, { stack, logicalId, type, step, error, durationMs }: Progress): void {
  engine.traces.add({
    service: 'cloudformation',
    action: step,
    resource: `${stack}/${logicalId}`,
    outcome: error === undefined ? 'ok' : error instanceof Error ? error.name : 'failed',
    durationMs,
    detail: { type },
  });
}
