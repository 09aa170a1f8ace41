/**
 * What the names in one stack's template stand for: pseudo parameters, parameters, conditions, mappings. What resources and
 * other stacks give differs between checking and deploying, so the caller brings that.
 */
import type { Engine } from '../engine/engine.ts';
import type { Json } from '../engine/service.ts';
import type { ResourceRecord } from '../engine/stacks.ts';
import type { StackSource } from './assembly.ts';
import type { TemplateDocument } from './document.ts';
import { evaluateCondition, type Lookup } from './intrinsics.ts';
import { parameterValue } from './parameters.ts';
import type { StackState } from './state.ts';

/** What resources, exports and other stacks give, and what becomes of a refusal. */
export type Surroundings = Pick<Lookup, 'attribute' | 'imported' | 'stackOutput' | 'refuse'> & {
  resource(logicalId: string, at: string): Json | undefined;
};

export type Scope = Lookup & { parameter(name: string): Json };

/** A stack's template, and where it stands. */
export interface Subject {
  readonly engine: Engine;
  readonly source: Pick<StackSource, 'name' | 'parameters'>;
  readonly document: TemplateDocument;
  readonly stackId: string;
}

export function scopeOf({ engine, source, document, stackId }: Subject, around: Surroundings): Scope {
  const pseudo = pseudoParameters(engine, source.name, stackId);
  const parameters = new Map<string, Json>();
  const conditions = new Map<string, boolean | 'being evaluated'>();

  function parameter(name: string): Json {
    const known = parameters.get(name);
    if (known !== undefined) return known;
    const declaration = document.Parameters[name];
    const found = declaration && parameterValue(name, declaration, source.parameters[name], engine.ports);
    const value =
      found && 'value' in found
        ? found.value
        : around.refuse(`Parameters.${name}`, found?.problem ?? '', found?.remedy ?? '', found?.wording);
    parameters.set(name, value);
    return value;
  }

  const scope: Scope = {
    ...around,
    region: engine.region,
    finish: (text) => localAddress(text, engine.endpoint),
    parameter,
    ref(name, at) {
      if (name === 'AWS::NoValue') return undefined;
      const value = pseudo[name];
      if (value !== undefined) return value;
      if (Object.hasOwn(document.Parameters, name)) return parameter(name);
      if (Object.hasOwn(document.Resources, name)) return around.resource(name, at);
      return around.refuse(
        at,
        `there is no parameter or resource ${name}.`,
        'Mend the reference.',
        `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`,
      );
    },
    condition(name, at) {
      const known = conditions.get(name);
      if (typeof known === 'boolean') return known;
      if (known || !Object.hasOwn(document.Conditions, name)) {
        around.refuse(
          at,
          known ? `the condition ${name} needs itself.` : `there is no condition ${name}.`,
          'Mend the reference.',
        );
        return false;
      }
      conditions.set(name, 'being evaluated');
      const value = evaluateCondition(document.Conditions[name], scope, `Conditions.${name}`);
      conditions.set(name, value);
      return value;
    },
    mapped: (map, top, second) => document.Mappings[map]?.[top]?.[second],
  };
  return scope;
}

/**
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 * The suffix of addresses is this cloud's own, so that a name made with it leads here.
 */
const pseudoParameters = (engine: Engine, stackName: string, stackId: string): Readonly<Record<string, Json>> => ({
  'AWS::AccountId': engine.account,
  'AWS::NotificationARNs': [],
  'AWS::Partition': 'aws',
  'AWS::Region': engine.region,
  'AWS::StackId': stackId,
  'AWS::StackName': stackName,
  'AWS::URLSuffix': `localhost:${new URL(engine.endpoint).port}`,
});

/**
 * The address that a template makes for an API (`https://id.execute-api.region.suffix/`) would ask for TLS and for a name
 * server; here it becomes the address at which the API does listen.
 */
function localAddress(text: string, endpoint: string): string {
  if (!text.includes('.execute-api.')) return text;
  return text.replace(
    /(https|wss):\/\/([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.(?:localhost:\d+|amazonaws\.com)/g,
    (_, scheme: string, apiId: string) =>
      `${scheme === 'wss' ? endpoint.replace('http', 'ws') : endpoint}/_api/${apiId}`,
  );
}

/** Names as they are while a stack is deployed: resources exist, a refusal throws. */
export function liveScope({
  state,
  records,
  onImport,
  ...subject
}: Subject & {
  readonly state: StackState;
  readonly records: ReadonlyMap<string, ResourceRecord>;
  /** Told of each export that is used. */
  readonly onImport: (name: string) => void;
}): Scope {
  const refuse = (at: string, problem: string, remedy: string): never => {
    throw new Error(`${at}: ${problem} ${remedy}`);
  };
  const record = (logicalId: string, at: string): ResourceRecord =>
    records.get(logicalId) ?? refuse(at, `${logicalId} does not exist.`, 'Mend the reference.');
  return scopeOf(subject, {
    refuse,
    resource(logicalId, at) {
      const { ref, physicalId } = record(logicalId, at);
      return ref ?? physicalId;
    },
    attribute(logicalId, attribute, at) {
      const { attributes, type } = record(logicalId, at);
      const value = attributes[attribute];
      const known = Object.keys(attributes).join(', ');
      return value ?? refuse(at, `${type} gives no attribute ${attribute} here.`, `It gives: ${known}.`);
    },
    imported(name, at) {
      onImport(name);
      const outputs = state.stacks().flatMap((stack) => stack.outputs);
      const found = outputs.find(({ exportName }) => exportName === name);
      return found?.value ?? refuse(at, `no stack exports ${name}.`, 'Deploy the stack that exports it first.');
    },
    stackOutput(stackName, outputName, _, at) {
      const found = state.stack(stackName)?.outputs.find(({ key }) => key === outputName);
      return found?.value ?? refuse(at, `${stackName} has no output ${outputName}.`, 'Deploy that stack first.');
    },
  });
}
