/**
 * What was done to stacks, step by step: DescribeStackEvents. Bounded for each stack; the oldest go.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html
 */
import type { Engine } from '../engine/engine.ts';
import type { StackEvent, StackRecord } from '../engine/stacks.ts';

/** A step of a resource, or of the stack itself, as far as it is not known from the stack. */
export type Step = Omit<StackEvent, 'id' | 'stackId' | 'stackName' | 'atMs'>;

export interface StackEvents {
  add(stack: Pick<StackRecord, 'id' | 'name'>, step: Step): void;
  /** The stack itself reached its status. */
  reached(stack: StackRecord, token?: string): void;
  /** Newest first, those before a key. */
  list(stackId: string, limit: number, before?: string): { key: string; event: StackEvent }[];
}

/** AWS keeps those of 90 days; here it is a number for each stack. */
const EVENTS_PER_STACK = 1000;
const KEY_DIGITS = 12;

export function stackEvents(engine: Engine): StackEvents {
  const events = engine.store.collection<StackEvent>('cloudformation-events');
  const last = new Map<string, number>();
  let latestMs = 0;

  const key = (stackId: string, n: number): string => `${stackId}#${String(n).padStart(KEY_DIGITS, '0')}`;
  const range = (stackId: string, before = `${stackId}$`) => ({ from: `${stackId}#`, to: before, reverse: true });

  function next(stackId: string): number {
    const known =
      last.get(stackId) ?? Number(events.entries({ ...range(stackId), limit: 1 })[0]?.[0].split('#')[1] ?? 0);
    last.set(stackId, known + 1);
    return known + 1;
  }

  function add({ id: stackId, name: stackName }: Pick<StackRecord, 'id' | 'name'>, step: Step): void {
    const atMs = Math.max(engine.clock.now(), latestMs + 1); // tools sort by time alone
    latestMs = atMs;
    const n = next(stackId);
    const isStack = step.physicalId === stackId;
    const id = isStack
      ? engine.random.uuid()
      : `${step.logicalId}-${step.status}-${new Date(atMs).toISOString()}-${n.toString(36)}`;
    events.put(key(stackId, n), { ...step, id, stackId, stackName, atMs });
    if (n > EVENTS_PER_STACK) events.delete(key(stackId, n - EVENTS_PER_STACK));
  }

  return {
    add,
    reached(stack, token) {
      add(stack, {
        logicalId: stack.name,
        physicalId: stack.id,
        type: 'AWS::CloudFormation::Stack',
        status: stack.status,
        ...(stack.statusReason !== undefined && { reason: stack.statusReason }),
        ...(token !== undefined && { token }),
      });
    },
    list: (stackId, limit, before) =>
      events.entries({ ...range(stackId, before), limit }).map(([at, event]) => ({ key: at, event })),
  };
}
