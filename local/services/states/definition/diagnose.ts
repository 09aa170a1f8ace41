/**
 * Checks a definition as CreateStateMachine does: everything that is wrong, each with its place.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
 */
import type { QueryLanguage } from '../asl/definition.ts';
import { LONGEST_NAME } from '../limits.ts';
import type { MachineType } from '../model.ts';
import { checkState, type Surroundings } from './check-state.ts';
import { type Diagnostic, type Fields, isObject, Report } from './report.ts';

export function diagnose(text: string, type: MachineType): readonly Diagnostic[] {
  let definition: unknown;
  try {
    definition = JSON.parse(text);
  } catch (error) {
    return [{ code: 'INVALID_JSON_DESCRIPTION', message: (error as Error).message }];
  }
  const report = new Report();
  if (!isObject(definition)) report.add('', 'The definition must be a JSON object');
  else {
    const language = definition.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath';
    checkMachine(report, '', definition, TOP_FIELDS, { type, language, top: true, names: new Set() });
  }
  return report.found;
}

const MACHINE_FIELDS = new Set(['StartAt', 'States', 'Comment', 'QueryLanguage']);
const TOP_FIELDS = new Set([...MACHINE_FIELDS, 'TimeoutSeconds', 'Version']);
const PROCESSOR_FIELDS = new Set([...MACHINE_FIELDS, 'ProcessorConfig']);

function checkMachine(
  report: Report,
  at: string,
  machine: Fields,
  allowed: ReadonlySet<string>,
  around: Surroundings,
): void {
  const missing = ['StartAt', 'States'].filter((field) => machine[field] === undefined);
  if (missing.length > 0) report.add(at, `These fields are required: [${missing.join(', ')}]`);
  for (const field of Object.keys(machine))
    if (!allowed.has(field)) report.add(`${at}/${field}`, `Field is not supported by Step Functions`);
  const { QueryLanguage: language } = machine;
  if (language !== undefined && language !== 'JSONata' && language !== 'JSONPath')
    report.add(`${at}/QueryLanguage`, 'Value is not valid. Acceptable values are: JSONPath, JSONata');
  const { States: states, StartAt: start } = machine;
  if (states === undefined) return;
  if (!isObject(states) || Object.keys(states).length === 0) {
    report.add(`${at}/States`, 'States must be an object with at least one state');
    return;
  }
  checkStates(report, `${at}/States`, states, around);
  if (typeof start === 'string') checkFlow(report, at, states, start);
}

function checkStates(report: Report, at: string, states: Fields, around: Surroundings): void {
  for (const [name, state] of Object.entries(states)) {
    const here = `${at}/${name}`;
    if (name.length > LONGEST_NAME) report.add(here, `State name must not be longer than ${LONGEST_NAME} characters`);
    if (around.names.has(name)) report.add(here, `State name '${name}' is used more than once`, 'DUPLICATE_STATE_NAME');
    around.names.add(name);
    if (!isObject(state)) {
      report.add(here, 'A state must be an object');
      continue;
    }
    checkState(report, here, state, around);
    for (const [place, machine, allowed] of machinesIn(here, state)) {
      if (isObject(machine))
        checkMachine(report, place, machine, allowed, { ...around, language: languageOf(state, around), top: false });
      else report.add(place, 'A state machine must be an object');
    }
  }
}

const languageOf = (state: Fields, { language }: Surroundings): QueryLanguage =>
  state.QueryLanguage === 'JSONata' ? 'JSONata' : language;

function machinesIn(at: string, state: Fields): [place: string, machine: unknown, allowed: ReadonlySet<string>][] {
  if (state.Type === 'Parallel' && Array.isArray(state.Branches))
    return state.Branches.map((branch: unknown, i) => [`${at}/Branches[${i}]`, branch, MACHINE_FIELDS]);
  if (state.Type !== 'Map') return [];
  const field = state.ItemProcessor === undefined ? 'Iterator' : 'ItemProcessor';
  return state[field] === undefined ? [] : [[`${at}/${field}`, state[field], PROCESSOR_FIELDS]];
}

/** Every transition leads to a state of the same machine, every state is reached, and some state ends it. */
function checkFlow(report: Report, at: string, states: Fields, start: string): void {
  if (!Object.hasOwn(states, start))
    report.add(`${at}/StartAt`, `Missing 'Next' target: ${start}`, 'MISSING_TRANSITION_TARGET');
  const reached = new Set<string>([start]);
  let ends = false;
  for (const name of reached) {
    const state = states[name];
    if (!isObject(state)) continue;
    ends ||= state.End === true || state.Type === 'Succeed' || state.Type === 'Fail';
    for (const [place, target] of transitionsOf(state)) {
      if (Object.hasOwn(states, target)) reached.add(target);
      else report.add(`${at}/States/${name}${place}`, `Missing 'Next' target: ${target}`, 'MISSING_TRANSITION_TARGET');
    }
  }
  for (const name of Object.keys(states))
    if (!reached.has(name))
      report.add(`${at}/States/${name}`, `State "${name}" is not reachable.`, 'MISSING_TRANSITION_TARGET');
  if (!ends) report.add(at, 'There is no state that ends the state machine', 'MISSING_END_STATE');
}

function transitionsOf(state: Fields): [place: string, target: string][] {
  const found: [string, unknown][] = [
    ['/Next', state.Next],
    ['/Default', state.Default],
  ];
  for (const field of ['Choices', 'Catch'])
    if (Array.isArray(state[field]))
      for (const [i, one] of (state[field] as unknown[]).entries())
        if (isObject(one)) found.push([`/${field}[${i}]/Next`, one.Next]);
  return found.filter((one): one is [string, string] => typeof one[1] === 'string');
}
