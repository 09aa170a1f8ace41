/**
 * Evaluates intrinsic functions. Owns their meaning; what a name stands for (parameter, resource, export) is the lookup's
 * matter, so that the same code checks a template before anything exists and deploys it afterwards.
 *
 * 1. Only the branch of `Fn::If` that is taken is looked at.
 * 2. A function that is not known is refused by name; an object with another key beside it is a plain object.
 * 3. A stand-in (pending.ts) goes in, a stand-in comes out.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
import type { Json } from '../engine/service.ts';
import { isPending, pending } from './pending.ts';

/** What names mean; `at` is the place in the template, for refusals. */
export interface Lookup {
  ref(name: string, at: string): Json | undefined;
  attribute(logicalId: string, attribute: string, at: string): Json;
  condition(name: string, at: string): boolean;
  mapped(map: string, top: string, second: string): unknown;
  imported(name: string, at: string): Json;
  stackOutput(stackName: string, outputName: string, region: string | undefined, at: string): Json;
  readonly region: string;
  /** A text of the template, once complete: addresses of AWS become addresses here. */
  finish(text: string): string;
  /** Throws, or notes the refusal and gives a stand-in. `wording` is AWS's own sentence for it, where it has one. */
  refuse(at: string, problem: string, remedy: string, wording?: string): Json;
}

type Intrinsic = (argument: unknown, lookup: Lookup, at: string) => Json | undefined;

/** The value with every function in it replaced by what it gives; undefined for `AWS::NoValue`. */
export function evaluate(value: unknown, lookup: Lookup, at: string): Json | undefined {
  if (value === null || typeof value !== 'object') return value as Json;
  if (Array.isArray(value)) {
    return value
      .map((item, i) => evaluate(item, lookup, `${at}[${i}]`))
      .filter((item): item is Json => item !== undefined);
  }
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only && isFunction(only[0])) return call(only[0], only[1], lookup, at);
  const result: Record<string, Json> = {};
  for (const [key, member] of entries) {
    const evaluated = evaluate(member, lookup, at ? `${at}.${key}` : key);
    if (evaluated !== undefined) result[key] = evaluated;
  }
  return result;
}

const isFunction = (key: string): boolean => key === 'Ref' || key.startsWith('Fn::');

function call(name: string, argument: unknown, lookup: Lookup, at: string): Json | undefined {
  const intrinsic = intrinsics[name];
  if (intrinsic) return intrinsic(argument, lookup, at);
  return lookup.refuse(
    at,
    `the function ${name} is not supported.`,
    `Use one of ${Object.keys(intrinsics).join(', ')}.`,
  );
}

/** Evaluates a condition's expression: `Fn::Equals` and its like, or `{ Condition: name }`. */
export function evaluateCondition(value: unknown, lookup: Lookup, at: string): boolean {
  const reference = value as { Condition?: unknown } | null;
  if (typeof reference?.Condition === 'string') return lookup.condition(reference.Condition, at);
  return evaluate(value, lookup, at) === true;
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, lookup, at) =>
    typeof argument === 'string' ? lookup.ref(argument, at) : malformed('Ref', 'a name', lookup, at),

  'Fn::GetAtt'(argument, lookup, at) {
    const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : listed(argument);
    const name = attribute.map((part) => evaluate(part, lookup, at)).join('.');
    return typeof logicalId === 'string' && name
      ? lookup.attribute(logicalId, name, at)
      : malformed('Fn::GetAtt', '[logical id, attribute]', lookup, at);
  },

  'Fn::Join'(argument, lookup, at) {
    const [separator, list] = parts(argument, lookup, at);
    if (isPending(list) && !Array.isArray(list)) return list;
    if (typeof separator !== 'string' || !Array.isArray(list))
      return malformed('Fn::Join', '[separator, list]', lookup, at);
    return lookup.finish(list.map((item) => text(item, lookup, at)).join(separator));
  },

  'Fn::Sub'(argument, lookup, at) {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    if (typeof template !== 'string') return malformed('Fn::Sub', 'a text, or [text, variables]', lookup, at);
    return lookup.finish(substitute(template, (variables ?? {}) as Record<string, unknown>, lookup, at));
  },

  'Fn::Select'(argument, lookup, at) {
    const [index, list] = parts(argument, lookup, at);
    if (isPending(index) || (isPending(list) && !Array.isArray(list))) return `${list}|select ${index}`;
    if (!Array.isArray(list)) return malformed('Fn::Select', '[index, list]', lookup, at);
    const chosen = list[Number(index)] as Json | undefined;
    return chosen ?? lookup.refuse(at, `Fn::Select: no item ${index} in ${list.length}.`, 'Count from 0.');
  },

  'Fn::Split'(argument, lookup, at) {
    const [separator, source] = parts(argument, lookup, at);
    if (typeof separator !== 'string' || typeof source !== 'string')
      return malformed('Fn::Split', '[separator, text]', lookup, at);
    return isPending(source) ? `${source}|split ${separator}` : source.split(separator);
  },

  'Fn::FindInMap'(argument, lookup, at) {
    const keys = parts(argument, lookup, at);
    if (keys.some(isPending)) return keys.join('|');
    const [map, top, second] = keys.map(String);
    const found = lookup.mapped(map ?? '', top ?? '', second ?? '');
    if (found !== undefined) return evaluate(found, lookup, at);
    return lookup.refuse(at, `Mappings has no ${keys.join('.')}.`, 'Add the key to Mappings.');
  },

  'Fn::Base64'(argument, lookup, at) {
    const value = evaluate(argument, lookup, at);
    return isPending(value) ? `${value}|base64` : Buffer.from(text(value, lookup, at)).toString('base64');
  },

  'Fn::GetAZs': (_, lookup) => ['a', 'b', 'c'].map((zone) => `${lookup.region}${zone}`),

  'Fn::ImportValue'(argument, lookup, at) {
    const name = evaluate(argument, lookup, at);
    return isPending(name) ? pending('Fn::ImportValue') : lookup.imported(text(name, lookup, at), at);
  },

  'Fn::GetStackOutput'(argument, lookup, at) {
    const given = evaluate(argument, lookup, at);
    const { StackName, OutputName, Region, ...rest } =
      typeof given === 'object' ? ({ ...given } as Record<string, Json>) : {};
    if (typeof StackName !== 'string' || typeof OutputName !== 'string' || Object.keys(rest).length > 0)
      return malformed('Fn::GetStackOutput', '{ StackName, OutputName, Region }', lookup, at);
    return lookup.stackOutput(StackName, OutputName, Region === undefined ? undefined : String(Region), at);
  },

  'Fn::If'(argument, lookup, at) {
    const [condition, yes, no] = listed(argument);
    if (typeof condition !== 'string') return malformed('Fn::If', '[condition, value, value]', lookup, at);
    return evaluate(lookup.condition(condition, at) ? yes : no, lookup, at);
  },
  'Fn::Equals'(argument, lookup, at) {
    const [left, right] = parts(argument, lookup, at);
    return typeof left === 'object' ? JSON.stringify(left) === JSON.stringify(right) : String(left) === String(right);
  },
  'Fn::Not': (argument, lookup, at) =>
    listed(argument).length === 1
      ? !evaluateCondition(listed(argument)[0], lookup, at)
      : malformed('Fn::Not', '[condition]', lookup, at),
  'Fn::And': (argument, lookup, at) => listed(argument).every((one) => evaluateCondition(one, lookup, at)),
  'Fn::Or': (argument, lookup, at) => listed(argument).some((one) => evaluateCondition(one, lookup, at)),
  'Fn::Contains'(argument, lookup, at) {
    const [list, value] = parts(argument, lookup, at);
    return Array.isArray(list) && list.map(String).includes(String(value));
  },
};

/** A function's arguments; none when they are not a list, which the function then refuses. */
const listed = (argument: unknown): readonly unknown[] => (Array.isArray(argument) ? argument : []);

const parts = (argument: unknown, lookup: Lookup, at: string): (Json | undefined)[] =>
  listed(argument).map((part) => evaluate(part, lookup, at));

const malformed = (name: string, shape: string, lookup: Lookup, at: string): Json =>
  lookup.refuse(at, `${name} is malformed.`, `It takes ${shape}.`);

function text(value: Json | undefined, lookup: Lookup, at: string): string {
  if (value !== null && value !== undefined && typeof value !== 'object') return String(value);
  return String(lookup.refuse(at, `${JSON.stringify(value)} stands where a text belongs.`, 'Give a single value.'));
}

/** `${Name}`, `${Resource.Attribute}`, `${!Literal}`. */
function substitute(template: string, variables: Record<string, unknown>, lookup: Lookup, at: string): string {
  return template.replace(/\$\{([^}]*)\}/g, (_, inside: string) => {
    if (inside.startsWith('!')) return `\${${inside.slice(1)}}`;
    const name = inside.trim();
    if (Object.hasOwn(variables, name)) return text(evaluate(variables[name], lookup, at), lookup, at);
    const dot = name.indexOf('.');
    const value = dot < 0 ? lookup.ref(name, at) : lookup.attribute(name.slice(0, dot), name.slice(dot + 1), at);
    return text(value, lookup, at);
  });
}
