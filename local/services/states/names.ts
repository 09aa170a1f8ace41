/** Names and ARNs of Step Functions, both ways. https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
import { parseArn } from '../../engine/arn.ts';
import { AwsError } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';

export const machineArn = (engine: Engine, machine: string): string => engine.arn('states', `stateMachine:${machine}`);
export const versionArn = (engine: Engine, machine: string, version: number): string =>
  `${machineArn(engine, machine)}:${version}`;
export const aliasArn = (engine: Engine, machine: string, alias: string): string =>
  `${machineArn(engine, machine)}:${alias}`;
export const executionArn = (engine: Engine, machine: string, name: string): string =>
  engine.arn('states', `execution:${machine}:${name}`);
export const expressArn = (engine: Engine, machine: string, name: string, id: string): string =>
  engine.arn('states', `express:${machine}:${name}:${id}`);

/** A state machine, or with a qualifier one of its versions or aliases. */
export interface MachineName {
  readonly machine: string;
  readonly qualifier: string | undefined;
}

/** Throws InvalidArn. */
export function machineOf(arn: string): MachineName {
  const parsed = parseArn(arn);
  const [kind, machine, qualifier, ...more] = parsed?.resource.split(':') ?? [];
  if (parsed?.service !== 'states' || kind !== 'stateMachine' || !machine || more.length > 0)
    throw new AwsError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${kind ?? arn}'`);
  return { machine, qualifier };
}

/** The state machine of a child of a map run, `machine/label`, or of any other execution. */
export const parentOf = (machine: string): string => machine.split('/', 1)[0] ?? machine;
