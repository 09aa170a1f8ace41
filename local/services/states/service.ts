/**
 * AWS Step Functions: state machines and their executions. Puts the parts together; other services start an execution by
 * delivering to a state machine's ARN. What is supported and what is not: README.md.
 */

import { validationError } from '../../engine/constraints.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { allActions } from './actions.ts';
import type { Machine } from './asl/definition.ts';
import type { States } from './context.ts';
import { executionOf, startExecution } from './executions.ts';
import { createExpiry } from './expiry.ts';
import { inspectStates } from './inspect.ts';
import { logRecord } from './logging.ts';
import type { Execution } from './model.ts';
import { aliasArn, parentOf, versionArn } from './names.ts';
import { stateMachineType } from './resources/state-machine.ts';
import { stateMachineAliasType } from './resources/state-machine-alias.ts';
import { stateMachineVersionType } from './resources/state-machine-version.ts';
import { redrive } from './run/redrive.ts';
import { Run } from './run/run.ts';
import { tellStatus } from './status-events.ts';
import { createStatesStore } from './store.ts';
import { stateMachineTarget } from './target.ts';
import { createTokens } from './tokens.ts';

export function createStates(engine: Engine): Service {
  const store = createStatesStore(engine);
  const expiry = createExpiry(engine, store);
  let leaving = false;
  const states: States = {
    engine,
    store,
    tokens: createTokens(engine),
    runs: new Map(),
    async start(arn, input, more) {
      const execution = startExecution(states, arn, input, more);
      await store.durable();
      return execution;
    },
    begin(execution) {
      const run = new Run(states, execution);
      states.runs.set(execution.arn, run);
      if (isKept(execution)) store.executions.put(execution.arn, execution);
      run.begin();
      if (leaving) run.leave();
    },
    redrive: (execution) => redrive(states, execution),
    machineOf: ({ mapRun, definition }) =>
      (mapRun && store.mapRuns.get(mapRun.arn)?.processor) ?? (JSON.parse(definition) as Machine),
    sweep: () => expiry.sweep(),
    isLeaving: () => leaving,
    mapRuns: new Map(),
    endOf: async (arn) => (await states.runs.get(arn)?.ended) ?? executionOf(states, arn),
    ended(execution) {
      states.runs.delete(execution.arn);
      if (isKept(execution)) store.executions.put(execution.arn, execution);
      expiry.ended(execution);
      expiry.sweep();
      const { arn: resource, status: outcome, startedMs } = execution;
      const durationMs = engine.clock.now() - startedMs;
      engine.traces.add({ service: 'states', action: 'end', resource, outcome, durationMs });
      if (!execution.mapRun) tellStatus(engine, execution);
    },
    log(execution, record) {
      const logging = store.machines.get(parentOf(execution.machine))?.logging;
      if (logging && logging.level !== 'OFF') logRecord(engine, logging, execution, record);
    },
    qualifiedArn: ({ machine, alias, version }) =>
      alias !== undefined
        ? aliasArn(engine, machine, alias)
        : version === undefined
          ? undefined
          : versionArn(engine, machine, version),
  };
  engine.ports.offerTarget('states', stateMachineTarget(states));
  return {
    name: 'states',
    protocols: [{ kind: 'json', version: '1.0', targetPrefix: 'AWSStepFunctions' }],
    actions: allActions(states),
    resources: [stateMachineType(states), stateMachineVersionType(states), stateMachineAliasType(states)],
    invalidInput: validationError,
    inspect: () => inspectStates(store),
    start() {
      const running = store.executions.list().filter(({ status }) => status === 'RUNNING');
      const runs = running.map((execution) => new Run(states, execution));
      for (const run of runs) states.runs.set(run.execution.arn, run);
      for (const run of runs) resume(states, run);
    },
    leave() {
      leaving = true;
      for (const run of states.runs.values()) run.leave();
    },
  };
}

/** Standard executions are, and what is part of one. */
const isKept = ({ type, mapRun }: Execution): boolean => type === 'STANDARD' || mapRun !== undefined;

/** Goes on with what an earlier process left running; an Express child of a map run begins again. */
function resume({ store }: States, run: Run): void {
  const { arn, type } = run.execution;
  if (type === 'EXPRESS') run.begin();
  else run.resume(store.frames(arn), store.lastEventId(arn));
}
