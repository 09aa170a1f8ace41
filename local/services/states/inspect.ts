/** The state machines, and their executions by status with the latest ones, as `GET /_local/` shows them. */
import type { Json } from '../../engine/service.ts';
import type { Execution } from './model.ts';
import type { StatesStore } from './store.ts';

const LATEST = 10;

function summary(executions: readonly Execution[]): Json {
  const byStatus: Record<string, number> = {};
  for (const { status } of executions) byStatus[status] = (byStatus[status] ?? 0) + 1;
  const latest = [...executions].sort((a, b) => b.startedMs - a.startedMs).slice(0, LATEST);
  return {
    byStatus,
    latest: latest.map(({ arn, name, status, startedMs, stoppedMs, error }) => ({
      arn,
      name,
      status,
      started: new Date(startedMs).toISOString(),
      stopped: stoppedMs === undefined ? null : new Date(stoppedMs).toISOString(),
      error: error ?? null,
    })),
  };
}

export function inspectStates({ machines, executions }: StatesStore): Json {
  const byMachine = new Map<string, Execution[]>();
  for (const execution of executions.list()) {
    const machine = execution.machine.split('/')[0] ?? ''; // children of a map run count with their machine
    const known = byMachine.get(machine);
    if (known) known.push(execution);
    else byMachine.set(machine, [execution]);
  }
  return {
    stateMachines: machines.list().map(({ name, type }) => ({
      name,
      type,
      executions: summary(byMachine.get(name) ?? []),
    })),
  };
}
