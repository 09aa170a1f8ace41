/**
 * AWS Step Functions: state machines and their executions. Puts the parts together; other services start an execution by
 * delivering to a state machine's ARN. What is supported and what is not: README.md.
 */

import { validationError } from '../../engine/constraints.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { allActions } from './actions.ts';
import type { States } from './context.ts';
import { executionOf, startExecution } from './executions.ts';
import { logRecord } from './logging.ts';
import { aliasArn, versionArn } from './names.ts';
import { stateMachineType } from './resources/state-machine.ts';
import { stateMachineAliasType } from './resources/state-machine-alias.ts';
import { stateMachineVersionType } from './resources/state-machine-version.ts';
import { Run } from './run/run.ts';
import { tellStatus } from './status-events.ts';
import { createStatesStore } from './store.ts';
import { stateMachineTarget } from './target.ts';
import { createTokens } from './tokens.ts';

export function createStates(engine: Engine): Service {
  const store = createStatesStore(engine);
  const states: States = {
    engine,
    store,
    tokens: createTokens(engine),
    runs: new Map(),
    async start(arn, input, name, traceHeader) {
      const execution = startExecution(states, arn, input, name, traceHeader);
      await store.durable();
      return execution;
    },
    endOf: async (arn) => (await states.runs.get(arn)?.ended) ?? executionOf(states, arn),
    ended(execution) {
      states.runs.delete(execution.arn);
      if (execution.type === 'STANDARD') store.executions.put(execution.arn, execution);
      const { arn: resource, status: outcome, startedMs } = execution;
      const durationMs = engine.clock.now() - startedMs;
      engine.traces.add({ service: 'states', action: 'end', resource, outcome, durationMs });
      tellStatus(engine, execution);
    },
    log(execution, record) {
      const logging = store.machines.get(execution.machine)?.logging;
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
    start() {
      for (const execution of store.executions.list())
        if (execution.status === 'RUNNING') resume(states, execution.arn);
    },
    stop() {
      for (const run of states.runs.values()) run.leave();
    },
  };
}

/** Goes on with what an earlier process left running. */
function resume(states: States, arn: string): void {
  const run = new Run(states, executionOf(states, arn));
  states.runs.set(arn, run);
  run.resume(states.store.frames(arn), states.store.lastEventId(arn));
}
