/**
 * The threads below a Parallel or a Map: so many at once, each with its own frame. Owns starting them, resuming those that a
 * restart found, and ending the others when one fails for good.
 */
import type { Json } from '../../../engine/service.ts';
import type { Machine } from '../asl/definition.ts';
import { Failure } from '../failure.ts';
import { type Branch, Ended } from './branch.ts';
import type { Frame } from './frame.ts';

export interface Child {
  readonly machine: Machine;
  readonly input: Json;
  readonly item?: { readonly Index: number; readonly Value: Json };
}

export interface Plan {
  readonly count: number;
  readonly atOnce: number;
  /** What child `index` is; called again after a restart. */
  make(index: number): Child | Promise<Child>;
  started?(child: Branch): void;
  succeeded?(child: Branch): void;
  /** Whether the failure of one child is borne; otherwise it is that of all. */
  failed?(child: Branch, failure: Failure): boolean;
}

/** Their outputs by index; without those whose failure was borne. Throws the first failure that was not. */
export async function runChildren(parent: Branch, plan: Plan): Promise<Json[]> {
  const { run, frame } = parent;
  const outputs: (Json | undefined)[] = new Array<Json | undefined>(plan.count).fill(undefined);
  const before = run.childrenOf(frame.id);
  const alive = new Set<Branch>();
  let next = 0;

  async function runOne(index: number): Promise<void> {
    const known = before.get(index);
    if (known?.done) {
      if ('output' in known.done) outputs[index] = known.done.output;
      return;
    }
    const { machine, input, item } = await plan.make(index);
    const branch = parent.child(known ?? newFrame(parent, index, machine, input, item), machine);
    alive.add(branch);
    if (!known) {
      plan.started?.(branch);
      branch.save();
    }
    try {
      const output = await branch.go();
      outputs[index] = output;
      branch.frame.done = { output };
      plan.succeeded?.(branch);
    } catch (error) {
      if (error instanceof Ended || !(error instanceof Failure)) throw error;
      if (!plan.failed?.(branch, error)) throw error;
      branch.frame.done = { error: error.error, cause: error.cause };
    } finally {
      alive.delete(branch);
      parent.release(branch);
    }
    branch.save();
  }

  async function worker(): Promise<void> {
    while (next < plan.count) await runOne(next++);
  }

  try {
    await Promise.all(Array.from({ length: Math.min(plan.atOnce, plan.count) }, worker));
  } catch (error) {
    next = plan.count;
    if (!(error instanceof Ended)) for (const branch of [...alive].reverse()) branch.abort();
    throw error;
  }
  parent.live();
  run.dropBelow(frame.id);
  return outputs.filter((output): output is Json => output !== undefined);
}

const newFrame = (
  { frame }: Branch,
  index: number,
  machine: Machine,
  input: Json,
  item: Child['item'] = frame.item,
): Frame => ({
  id: `${frame.id}.${index}`,
  index,
  state: machine.StartAt,
  input,
  variables: frame.variables,
  lastEventId: frame.lastEventId,
  entered: undefined,
  retries: [],
  progress: undefined,
  ...(item && { item }),
});
