/** Starting and finding executions: what StartExecution, a rule, a schedule and a nested execution have in common. */

import { AwsError } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Json } from '../../engine/service.ts';
import type { StartOptions, States } from './context.ts';
import { invalidInput, noExecution, noMachine, noResource } from './errors.ts';
import { checkName } from './inputs.ts';
import { sameJson } from './language/same-json.ts';
import { LARGEST_PAYLOAD_BYTES } from './limits.ts';
import type { Execution, MapRun, StateMachine } from './model.ts';
import { executionArn, expressArn, machineOf } from './names.ts';
import { tellStatus } from './status-events.ts';

/** What an execution runs: the machine as it is now, or a version of it. */
export interface Source {
  readonly machine: StateMachine;
  readonly definition: string;
  readonly roleArn: string;
  readonly version: number | undefined;
  readonly alias: string | undefined;
}

/** Throws StateMachineDoesNotExist or InvalidArn. An alias picks one of its versions by weight. */
export function sourceOf({ engine, store }: Pick<States, 'engine' | 'store'>, arn: string): Source {
  const { machine: name, qualifier } = machineOf(arn);
  const machine = store.machines.get(name);
  if (!machine) throw noMachine(arn);
  const { definition, roleArn } = machine;
  if (qualifier === undefined) return { machine, definition, roleArn, version: undefined, alias: undefined };
  const alias = store.aliases.get(`${name}:${qualifier}`);
  const number = alias ? pick(engine, alias.routes) : Number(qualifier);
  const version = store.versions.get(versionKey(name, number));
  if (!version) throw noMachine(arn);
  return {
    machine,
    definition: version.definition,
    roleArn: version.roleArn,
    version: number,
    alias: alias?.name,
  };
}

export const versionKey = (machine: string, number: number): string => `${machine}:${String(number).padStart(10, '0')}`;

function pick({ random }: Engine, routes: readonly { version: number; weight: number }[]): number {
  let left = random.below(100);
  for (const { version, weight } of routes) {
    if (left < weight) return version;
    left -= weight;
  }
  return routes[0]?.version ?? 0;
}

/** Starts one and answers at once. The same name with the same input, while it runs, is the same execution. */
export function startExecution(
  states: States,
  arn: string,
  input: Json,
  { name, traceHeader, callId }: StartOptions = {},
): Execution {
  const { engine, store } = states;
  states.sweep();
  const source = sourceOf(states, arn);
  const { machine } = source;
  if (name !== undefined) checkName(name);
  const called = name ?? engine.random.uuid();
  const known =
    machine.type === 'STANDARD' ? store.executions.get(executionArn(engine, machine.name, called)) : undefined;
  if (known) {
    if (callId !== undefined && known.callId === callId) return known;
    if (known.status === 'RUNNING' && sameJson(known.input, input)) return known;
    throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${known.arn}'`);
  }
  const execution = { ...newExecution(engine, source, input, called, traceHeader), ...(callId && { callId }) };
  states.begin(execution);
  tellStatus(engine, execution);
  return execution;
}

export function newExecution(
  engine: Engine,
  { machine, definition, roleArn, version, alias }: Source,
  input: Json,
  name: string,
  traceHeader?: string,
): Execution {
  const arn =
    machine.type === 'STANDARD'
      ? executionArn(engine, machine.name, name)
      : expressArn(engine, machine.name, name, engine.random.uuid());
  return {
    arn,
    name,
    machine: machine.name,
    type: machine.type,
    version,
    alias,
    definition,
    roleArn,
    input,
    startedMs: engine.clock.now(),
    status: 'RUNNING',
    redriveCount: 0,
    ...(traceHeader !== undefined && { traceHeader }),
  };
}

/** The input as JSON. Throws InvalidExecutionInput. */
export function parseInput(text: string): Json {
  if (Buffer.byteLength(text) > LARGEST_PAYLOAD_BYTES)
    throw invalidInput(`Input is larger than the maximum of ${LARGEST_PAYLOAD_BYTES} bytes.`);
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw invalidInput((cause as Error).message);
  }
}

/** Throws ExecutionDoesNotExist. */
export function executionOf({ store, sweep }: States, arn: string): Execution {
  sweep();
  const found = store.executions.get(arn);
  if (!found) throw noExecution(arn);
  return found;
}

/** Throws ResourceNotFound. */
export function mapRunOf({ store, sweep }: States, arn: string): MapRun {
  sweep();
  const found = store.mapRuns.get(arn);
  if (!found) throw noResource(arn);
  return found;
}
