/**
 * What an expression gives, from what is known of its variables: an interpreter of JSONata over shapes instead of values. On the
 * way it says what cannot work: unknown variables, fields that are not there, names without `$`.
 *
 * 1. A comparison or a condition whose outcome is certain is `true` or `false`: so dead branches and guards are found by the same way.
 * 2. A field that may be missing gives a union with `absent`.
 */
import { fieldOf } from './fit.ts';
import { isKnownFunction, shapeOfCall } from './functions.ts';
import { compare, sum } from './operators.ts';
import {
  ABSENT,
  ANY,
  alternativesOf,
  arrayOf,
  BOOLEAN,
  isFalse,
  isTrue,
  literalShape,
  mayBeAbsent,
  type ObjectShape,
  type Shape,
  STRING,
  unionOf,
  withoutAbsent,
  wordsOf,
} from './shape.ts';
import type { Node } from './syntax.ts';

export interface Reader {
  /** The shape of a variable; undefined when it was told that there is none. `excused`: the expression asks whether it is set. */
  readonly variable: (name: string, excused: boolean) => Shape | undefined;
  /** Whether there is a variable of that name. */
  readonly has: (name: string) => boolean;
  readonly problem: (code: string, message: string, remedy: string) => void;
}

interface Place {
  readonly reader: Reader;
  /** What the expression binds itself. */
  readonly locals: ReadonlyMap<string, Shape>;
  /** What names without `$` are fields of; none at the top of an expression. */
  readonly context?: Shape;
  /** Variables that it has asked for before: `$exists($late)`. */
  readonly excused?: ReadonlySet<string>;
}

/** @param node of an expression at the top of a template */
export const shapeOfExpression = (node: Node, reader: Reader): Shape => shapeOf(node, { reader, locals: new Map() });

function shapeOf(node: Node, place: Place): Shape {
  const shape = shapeOfNode(node, place);
  for (const { expr } of node.predicate ?? []) if (expr) return filtered(shape, expr, place);
  return shape;
}

function shapeOfNode(node: Node, place: Place): Shape {
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
      return literalShape(node.value);
    case 'variable':
      return variable(String(node.value), place);
    case 'path':
      return path(node.steps ?? [], node, place);
    case 'name':
      return path([node], node, place);
    case 'binary':
      return binary(node, place);
    case 'unary':
      return unary(node, place);
    case 'function':
    case 'partial':
      return call(node, place);
    case 'condition':
      return conditional(node, place);
    case 'block':
      return block(node.expressions ?? [], place);
    case 'apply':
      return applied(node, place);
    case 'bind':
      return node.rhs ? shapeOf(node.rhs, place) : ANY;
    case 'lambda':
      lambda(node, [], place);
      return ANY;
    default:
      return ANY;
  }
}

function variable(name: string, { reader, locals, context, excused }: Place): Shape {
  if (name === '' || name === '$') return context ?? ANY;
  const local = locals.get(name);
  if (local) return local;
  if (isKnownFunction(name) && !reader.has(name)) return ANY;
  return reader.variable(name, excused?.has(name) ?? false) ?? ANY;
}

function path(steps: readonly Node[], whole: Node, place: Place): Shape {
  const locals = new Map(place.locals);
  let here: Shape | undefined;
  for (const step of steps) {
    const at: Place = { ...place, locals, ...(here !== undefined && { context: itemOf(here) }) };
    here = here === undefined ? firstStep(step, at) : nextStep(step, here, at);
    for (const bound of [step.focus, step.index]) if (bound !== undefined) locals.set(bound, ANY);
    for (const { expr } of step.stages ?? []) if (expr) here = filtered(here, expr, { ...place, locals });
  }
  return whole.group ? ANY : (here ?? ANY);
}

function firstStep(step: Node, place: Place): Shape {
  if (step.type !== 'name') return shapeOf(step, place);
  const name = String(step.value);
  if (place.context !== undefined) return fieldOf(place.context, name) ?? ANY;
  place.reader.problem(
    'BareName',
    `the name ${name} stands without a variable before it, and gives nothing`,
    `Write $input.${name}, or the variable that has it, or put it in quotes if it is a text.`,
  );
  return ANY;
}

function nextStep(step: Node, here: Shape, place: Place): Shape {
  if (step.type === 'name') return field(here, String(step.value), place);
  if (step.type === 'sort') return here;
  const each = ['block', 'unary', 'function', 'variable', 'condition'].includes(step.type) ? shapeOf(step, place) : ANY;
  return here.is === 'any' || each.is === 'any' ? ANY : here.is === 'array' ? sequence(each) : each;
}

function field(shape: Shape, name: string, { reader }: Place): Shape {
  const found = fieldOf(shape, name);
  if (found) return found;
  const have = namesIn(shape);
  const what = have.length ? `there is ${have.join(', ')}` : `it is ${wordsOf(withoutAbsent(shape))}`;
  reader.problem(
    'NoSuchField',
    `it reads the field ${name}, which is not there: ${what}`,
    have.length
      ? `Use a field that is there${closest(name, have)}, or add ${name} to the schema.`
      : 'Read the value itself.',
  );
  return ANY;
}

const namesIn = (shape: Shape): string[] => [
  ...new Set(
    alternativesOf(shape).flatMap((one) =>
      one.is === 'object' ? [...one.fields.keys()] : one.is === 'array' ? namesIn(one.items) : [],
    ),
  ),
];

const closest = (name: string, have: readonly string[]): string => {
  const near = have.find((one) => one.toLowerCase().startsWith(name.toLowerCase().slice(0, 3)));
  return near === undefined ? '' : ` (${near}?)`;
};

/** What names mean behind a value: its items' fields, or its own. */
const itemOf = (shape: Shape): Shape =>
  unionOf(alternativesOf(shape).map((one) => (one.is === 'array' ? one.items : one)));

const sequence = (item: Shape): Shape => unionOf([item, arrayOf(item)]);

function filtered(shape: Shape, expr: Node, place: Place): Shape {
  const by = shapeOf(expr, { ...place, context: itemOf(shape) });
  if (by.is === 'number') return itemOf(shape);
  return shape.is === 'any' ? ANY : sequence(itemOf(withoutAbsent(shape)));
}

function binary(node: Node, place: Place): Shape {
  const { lhs, rhs, value } = node;
  if (!lhs || !isNode(lhs) || !rhs) return ANY;
  const left = shapeOf(lhs, place);
  const right = shapeOf(rhs, value === 'and' ? excusing(lhs, place) : place);
  if (value === 'and') return isFalse(left) || isFalse(right) ? literalShape(false) : bothOf(left, right, isTrue, true);
  if (value === 'or') return isTrue(left) || isTrue(right) ? literalShape(true) : bothOf(left, right, isFalse, false);
  if (value === '&') return STRING;
  if (value === '..') return arrayOf({ is: 'number', whole: true });
  if (typeof value === 'string' && ['+', '-', '*', '/', '%'].includes(value))
    return sum(value, left, right, place.reader.problem);
  return compare(String(value), left, right, place.reader.problem);
}

const bothOf = (left: Shape, right: Shape, is: (shape: Shape) => boolean, value: boolean): Shape =>
  is(left) && is(right) ? literalShape(value) : BOOLEAN;

const isNode = (value: Node['lhs']): value is Node => value !== undefined && !Array.isArray(value);

function unary(node: Node, place: Place): Shape {
  if (node.value === '[') {
    const items = (node.expressions ?? []).map((one) => shapeOf(one, place));
    const sure = items.every((item) => !mayBeAbsent(item) && item.is !== 'any' && item.is !== 'array');
    const kinds = unionOf(items.flatMap((item) => alternativesOf(itemOf(withoutAbsent(item)))));
    return sure ? { is: 'array', items: kinds, least: items.length, most: items.length } : arrayOf(kinds);
  }
  if (node.value !== '{' || !Array.isArray(node.lhs)) {
    if (node.expression) shapeOf(node.expression, place);
    return node.value === '-' ? { is: 'number' } : ANY;
  }
  const pairs = node.lhs as readonly (readonly [Node, Node])[];
  const fields = new Map<string, { shape: Shape; optional: boolean }>();
  let rest: ObjectShape['rest'] = 'closed';
  for (const [key, value] of pairs) {
    const shape = shapeOf(value, place);
    if (key.type === 'string')
      fields.set(String(key.value), { shape: withoutAbsent(shape), optional: mayBeAbsent(shape) });
    else rest = ANY;
    if (key.type !== 'string') shapeOf(key, place);
  }
  return { is: 'object', fields, rest };
}

/** What is given on a condition may use what the condition made sure of: no word about absence there. */
function conditional(node: Node, place: Place): Shape {
  const condition = node.condition ? shapeOf(node.condition, place) : ANY;
  const then = node.then ? shapeOf(node.then, node.condition ? excusing(node.condition, place) : place) : ABSENT;
  const otherwise = node.else ? shapeOf(node.else, place) : ABSENT;
  if (isTrue(condition)) return then;
  if (isFalse(condition)) return otherwise;
  return unionOf([withoutAbsent(then), withoutAbsent(otherwise)]);
}

const excusing = (condition: Node, place: Place): Place => ({
  ...place,
  excused: new Set([...(place.excused ?? []), ...askedFor(condition)]),
});

/** The variables whose existence a condition asks for, so that what follows it may use them. */
export function askedFor(node: Node): string[] {
  if (node.type === 'binary' && node.value === 'and' && isNode(node.lhs) && node.rhs)
    return [...askedFor(node.lhs), ...askedFor(node.rhs)];
  if (node.type === 'block') return (node.expressions ?? []).flatMap(askedFor);
  if (node.type !== 'function' || node.procedure?.value !== 'exists') return [];
  return (node.arguments ?? []).flatMap((one) => {
    const first = one.type === 'path' ? one.steps?.[0] : one;
    return first?.type === 'variable' ? [String(first.value)] : [];
  });
}

function block(expressions: readonly Node[], place: Place): Shape {
  const locals = new Map(place.locals);
  let last: Shape = ANY;
  for (const one of expressions) {
    // A function may call itself.
    if (one.type === 'bind' && isNode(one.lhs)) locals.set(String(one.lhs.value), ANY);
    last = shapeOf(one, { ...place, locals });
    if (one.type === 'bind' && isNode(one.lhs)) locals.set(String(one.lhs.value), last);
  }
  return last;
}

function call(node: Node, place: Place, piped: readonly Shape[] = []): Shape {
  const name = node.procedure?.type === 'variable' ? String(node.procedure.value) : undefined;
  const known = name !== undefined && !place.locals.has(name);
  if (node.procedure && !known) shapeOf(node.procedure, place);
  if (known && !isKnownFunction(name)) {
    place.reader.problem(
      'UnknownFunction',
      `it calls $${name}, which neither JSONata nor Step Functions has`,
      'Use a function of docs.jsonata.org; $eval is not there in Step Functions.',
    );
    for (const one of node.arguments ?? []) shapeOf(one, place);
    return ANY;
  }
  if (known && place.reader.has(name))
    place.reader.problem(
      'NameTaken',
      `it calls $${name}, which is the value of a step or a variable here`,
      `Give the step or variable ${name} another name.`,
    );
  const inside = name === 'exists' ? excusing(node, place) : place;
  const plain = (node.arguments ?? []).filter(({ type }) => type !== 'lambda').map((one) => shapeOf(one, inside));
  const given = [...piped, ...plain];
  for (const one of node.arguments ?? []) if (one.type === 'lambda') lambda(one, parametersOf(name, given), place);
  return known && node.type === 'function' ? shapeOfCall(name, given, place.reader.problem) : ANY;
}

/** What a function gives the function that it is given. */
const parametersOf = (name: string | undefined, [first]: readonly Shape[]): readonly Shape[] =>
  first !== undefined && ['map', 'filter', 'single'].includes(name ?? '') ? [itemOf(withoutAbsent(first))] : [];

function lambda(node: Node, parameters: readonly Shape[], place: Place): void {
  const locals = new Map(place.locals);
  (node.arguments ?? []).forEach(({ value }, i) => {
    locals.set(String(value), parameters[i] ?? ANY);
  });
  if (node.body) shapeOf(node.body, { ...place, locals });
}

function applied({ lhs, rhs }: Node, place: Place): Shape {
  if (!isNode(lhs) || !rhs) return ANY;
  const left = shapeOf(lhs, place);
  if (rhs.type === 'function') return call(rhs, place, [left]);
  if (rhs.type === 'variable' && isKnownFunction(String(rhs.value)) && !place.locals.has(String(rhs.value)))
    return shapeOfCall(String(rhs.value), [left], place.reader.problem);
  shapeOf(rhs, place);
  return ANY;
}
