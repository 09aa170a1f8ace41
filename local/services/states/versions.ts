/** Versions and aliases. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-cd-aliasing-versioning.html */
import type { States } from './context.ts';
import { invalid, noMachine, noResource } from './errors.ts';
import { versionKey } from './executions.ts';
import type { Alias, StateMachine, Version } from './model.ts';
import { aliasArn, machineOf } from './names.ts';

/** Throws StateMachineDoesNotExist; a version or alias of it is none. */
export function machineNamed({ store }: States, arn: string): StateMachine {
  const { machine, qualifier } = machineOf(arn);
  const found = qualifier === undefined ? store.machines.get(machine) : undefined;
  if (!found) throw noMachine(arn);
  return found;
}

/** A new version of the machine as it is; the newest one again when nothing has changed since. */
export function publish({ engine, store }: States, machine: StateMachine, description: string | undefined): Version {
  const newest = store.versions.list(`${machine.name}:`).at(-1);
  if (newest && newest.revisionId === machine.revisionId) return newest;
  const version: Version = {
    machine: machine.name,
    number: machine.nextVersion,
    definition: machine.definition,
    roleArn: machine.roleArn,
    revisionId: machine.revisionId,
    description,
    createdMs: engine.clock.now(),
  };
  store.machines.put(machine.name, { ...machine, nextVersion: machine.nextVersion + 1 });
  store.versions.put(versionKey(machine.name, version.number), version);
  return version;
}

/** Throws ResourceNotFound. */
export function aliasNamed({ engine, store }: States, arn: string): Alias {
  const { machine, qualifier } = machineOf(arn);
  const found = store.aliases.get(`${machine}:${qualifier}`);
  if (!found) throw noResource(arn.includes(':') ? arn : aliasArn(engine, machine, qualifier ?? ''));
  return found;
}

export interface Route {
  readonly stateMachineVersionArn: string;
  readonly weight: number;
}

/** The machine and the weights of an alias. Throws ValidationException or ResourceNotFound. */
export function routesOf({ store }: States, routing: readonly Route[]): { machine: string; routes: Alias['routes'] } {
  const named = routing.map(({ stateMachineVersionArn: arn, weight }) => {
    const { machine, qualifier } = machineOf(arn);
    const version = Number(qualifier);
    if (!store.versions.get(versionKey(machine, version))) throw noResource(arn);
    return { machine, version, weight };
  });
  const machine = named[0]?.machine ?? '';
  if (named.reduce((sum, { weight }) => sum + weight, 0) !== 100)
    throw invalid('Sum of routing configuration weights must equal 100.');
  if (named.some((one) => one.machine !== machine))
    throw invalid('Routing configuration must contain versions of the same state machine.');
  if (new Set(named.map(({ version }) => version)).size < named.length)
    throw invalid('Routing configuration must contain distinct state machine version ARNs.');
  return { machine, routes: named.map(({ version, weight }) => ({ version, weight })) };
}
