/**
 * Whether a value of one shape can be where another is wanted. Says no only where it is certain: of alternatives one that fits is
 * enough, and what is not known fits.
 */
import {
  ABSENT,
  ANY,
  type ArrayShape,
  alternativesOf,
  arrayOf,
  type Field,
  type ObjectShape,
  type Shape,
  unionOf,
  wordsOf,
} from './shape.ts';

/** Undefined when it may fit; otherwise a sentence's end: `quantity is a text, where a whole number is wanted`. */
export function misfit(given: Shape, wanted: Shape, path = ''): string | undefined {
  let best: string | undefined;
  for (const have of alternativesOf(given)) {
    if (have.is === 'absent' && given.is === 'union') continue;
    for (const want of alternativesOf(wanted)) {
      const problem = misfitOf(have, want, path);
      if (problem === undefined) return undefined;
      // Of several reasons, the one that is deepest: the others are about alternatives that were not meant.
      if (best === undefined || depthOf(problem, path) > depthOf(best, path)) best = problem;
    }
  }
  return best;
}

const depthOf = (problem: string, path: string): number => (problem.startsWith(`${path || 'it'} is`) ? 0 : 1);

function misfitOf(given: Shape, wanted: Shape, path: string): string | undefined {
  const at = path || 'it';
  if (given.is === 'any' || wanted.is === 'any') return undefined;
  if (given.is === 'union' || wanted.is === 'union') return misfit(given, wanted, path);
  if (given.is !== wanted.is) return `${at} is ${wordsOf(given)}, where ${wordsOf(wanted)} is wanted`;
  if (given.is === 'object' && wanted.is === 'object') return objectMisfit(given, wanted, path);
  if (given.is === 'array' && wanted.is === 'array') return arrayMisfit(given, wanted, path);
  return scalarMisfit(given, wanted, at);
}

function objectMisfit(given: ObjectShape, wanted: ObjectShape, path: string): string | undefined {
  const below = (name: string) => (path ? `${path}.${name}` : name);
  for (const [name, field] of wanted.fields) {
    const have = given.fields.get(name) ?? restOf(given);
    if (have === undefined) {
      if (!field.optional) return `${below(name)} is missing`;
      continue;
    }
    const problem = misfit(have.shape, field.shape, below(name));
    if (problem !== undefined && !(have.optional && field.optional)) return problem;
  }
  if (wanted.rest !== 'closed') return undefined;
  const unknown = [...given.fields].find(([name, { optional }]) => !optional && !wanted.fields.has(name))?.[0];
  return unknown === undefined
    ? undefined
    : `${below(unknown)} is not known; ${wanted.fields.size ? `there is ${[...wanted.fields.keys()].join(', ')}` : 'no field is'}`;
}

/** What a field that is not named may be; undefined when it cannot be there. */
const restOf = ({ rest }: ObjectShape): Field | undefined => {
  if (rest === 'closed') return undefined;
  return rest === 'unsaid' ? { shape: ANY, optional: true } : { shape: rest, optional: true };
};

function arrayMisfit(given: ArrayShape, wanted: ArrayShape, path: string): string | undefined {
  const at = path || 'it';
  if ((given.most ?? Number.POSITIVE_INFINITY) < (wanted.least ?? 0))
    return `${at} has at most ${given.most} items, where at least ${wanted.least} are wanted`;
  if ((given.least ?? 0) > (wanted.most ?? Number.POSITIVE_INFINITY))
    return `${at} has at least ${given.least} items, where at most ${wanted.most} are wanted`;
  const empty = given.most === 0 || alternativesOf(given.items).length === 0;
  return empty ? undefined : misfit(given.items, wanted.items, `${at}[]`);
}

type Scalar = Extract<Shape, { is: 'string' | 'number' | 'boolean' | 'null' }>;

function scalarMisfit(given: Shape, wanted: Shape, at: string): string | undefined {
  const [have, want] = [given as Scalar, wanted as Scalar];
  const values = have.values;
  const complaint = `${at} is ${wordsOf(given)}, where ${wordsOf(wanted)} is wanted`;
  if (values) return values.some((value) => allows(want, value)) ? undefined : `${complaint}${limitsOf(want)}`;
  const least = Math.max(have.least ?? Number.NEGATIVE_INFINITY, want.least ?? Number.NEGATIVE_INFINITY);
  const most = Math.min(have.most ?? Number.POSITIVE_INFINITY, want.most ?? Number.POSITIVE_INFINITY);
  return least > most ? `${complaint}${limitsOf(want)}` : undefined;
}

function allows(shape: Scalar, value: string | number | boolean | null): boolean {
  if (shape.values) return shape.values.includes(value);
  const size = typeof value === 'string' ? value.length : value;
  if (typeof size === 'number' && (size < (shape.least ?? size) || size > (shape.most ?? size))) return false;
  if (shape.whole && !Number.isInteger(value)) return false;
  return shape.pattern === undefined || typeof value !== 'string' || matches(shape.pattern, value);
}

function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true; // not a pattern that this language has: nothing is known
  }
}

function limitsOf({ least, most, pattern, values }: Scalar): string {
  if (values) return '';
  const parts = [
    ...(least === undefined ? [] : [`at least ${least}`]),
    ...(most === undefined ? [] : [`at most ${most}`]),
    ...(pattern === undefined ? [] : ['of a certain form']),
  ];
  return parts.length ? ` (${parts.join(', ')})` : '';
}

/** A field of a shape by its name; undefined when no alternative can have it. */
export function fieldOf(shape: Shape, name: string): Shape | undefined {
  const alternatives = alternativesOf(shape);
  const empty = alternatives.filter(({ is }) => is === 'absent' || is === 'null');
  const others = alternatives.filter((one) => !empty.includes(one));
  const found = others.flatMap((one) => fieldOfOne(one, name));
  const never = others.length > 0 || alternatives.every(({ is }) => is === 'null');
  if (found.length === 0 && never) return undefined;
  const partly = empty.length > 0 || others.some((one) => fieldOfOne(one, name).length === 0);
  return unionOf(partly ? [...found, ABSENT] : found);
}

function fieldOfOne(shape: Shape, name: string): Shape[] {
  if (shape.is === 'any') return [shape];
  if (shape.is === 'array') {
    const inner = fieldOf(shape.items, name);
    // JSONata gives the item itself for a sequence of one. That there is none is not taken for granted.
    return inner === undefined ? [] : [inner, arrayOf(inner)];
  }
  if (shape.is !== 'object') return [];
  const field = shape.fields.get(name);
  if (field) return field.optional ? [field.shape, ABSENT] : [field.shape];
  return shape.rest === 'closed' || shape.rest === 'unsaid' ? [] : [shape.rest, ABSENT];
}
