/** Parallel: its branches at the same time; its result is the list of theirs. https://states-language.net/spec.html#parallel-state */
import { flowOf } from '../flow/flow.ts';
import type { Branch } from '../run/branch.ts';
import { runChildren } from '../run/children.ts';
import type { Outcome } from '../run/outcome.ts';

export async function runParallel(branch: Branch): Promise<Outcome> {
  const { frame, state, run } = branch;
  const flow = flowOf(branch);
  const machines = state.Branches ?? [];
  const input = await flow.work(branch);
  if (frame.progress?.kind !== 'children') {
    branch.emit('ParallelStateStarted');
    frame.progress = { kind: 'children', begunMs: run.engine.clock.now() };
    branch.save();
  }
  if (run.probe?.mock) return { ...(await flow.leave(branch, run.probe.mock())), next: state.Next };
  const results = await runChildren(branch, {
    count: machines.length,
    atOnce: machines.length,
    make: (index) => {
      const machine = machines[index];
      if (!machine) throw new Error(`Parallel has no branch ${index}`);
      return { machine, input };
    },
    succeeded: (child) => {
      frame.lastEventId = Math.max(frame.lastEventId, child.frame.lastEventId);
    },
    failed: (child) => {
      if (child.state.Type === 'Task') child.emit('TaskStateAborted', undefined, false);
      frame.lastEventId = child.frame.lastEventId;
      return false;
    },
  });
  const outcome = await flow.leave(branch, results);
  branch.emit('ParallelStateSucceeded', undefined, false);
  return { ...outcome, next: state.Next };
}
