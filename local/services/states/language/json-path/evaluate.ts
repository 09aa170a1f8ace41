/**
 * JSONPath: what a path finds. A definite path finds one value or nothing; any other finds a list, which may be empty.
 * https://docs.aws.amazon.com/step-functions/latest/dg/amazon-states-language-paths.html
 */
import type { Json } from '../../../../engine/service.ts';
import type { Operand, Path, Step, Test } from './parse.ts';

/** What the roots of a path stand for. */
export interface Roots {
  readonly data: Json;
  readonly context: Json;
  readonly variables: Readonly<Record<string, Json>>;
}

/** Undefined when a definite path finds nothing. */
export function evaluatePath(path: Path, roots: Roots, current?: Json): Json | undefined {
  let found: Json[] = rootOf(path, roots, current);
  for (const step of path.steps) found = found.flatMap((value) => take(step, value, roots));
  return path.definite ? found[0] : found;
}

function rootOf({ root }: Path, roots: Roots, current: Json | undefined): Json[] {
  const value =
    root === 'data'
      ? roots.data
      : root === 'context'
        ? roots.context
        : root === 'current'
          ? current
          : Object.hasOwn(roots.variables, root.variable)
            ? roots.variables[root.variable]
            : undefined;
  return value === undefined ? [] : [value];
}

const isObject = (value: Json): value is { readonly [key: string]: Json | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const childrenOf = (value: Json): Json[] =>
  Array.isArray(value)
    ? value
    : isObject(value)
      ? Object.values(value).filter((child): child is Json => child !== undefined)
      : [];

function take(step: Step, value: Json, roots: Roots): Json[] {
  switch (step.kind) {
    case 'names':
      return isObject(value)
        ? step.names.flatMap((name) => (Object.hasOwn(value, name) ? [value[name] as Json] : []))
        : [];
    case 'indexes':
      return Array.isArray(value)
        ? step.indexes.flatMap((index) => {
            const item: Json | undefined = value.at(index);
            return item === undefined ? [] : [item];
          })
        : [];
    case 'slice':
      return Array.isArray(value) ? value.slice(step.from, step.to).filter((_, i) => i % step.by === 0) : [];
    case 'all':
      return childrenOf(value);
    case 'deep':
      return [value, ...childrenOf(value).flatMap((child) => take(step, child, roots))];
    case 'filter':
      return childrenOf(value).filter((child) => passes(step.test, child, roots));
    case 'function':
      return call(step.name, value);
  }
}

function call(name: string, value: Json): Json[] {
  if (name === 'length' || name === 'size')
    return typeof value === 'string' ? [value.length] : [childrenOf(value).length];
  if (name === 'keys') return isObject(value) ? [Object.keys(value)] : [];
  const numbers = childrenOf(value).filter((item): item is number => typeof item === 'number');
  if (numbers.length === 0) return [];
  if (name === 'min') return [Math.min(...numbers)];
  if (name === 'max') return [Math.max(...numbers)];
  const sum = numbers.reduce((total, item) => total + item, 0);
  if (name === 'sum') return [sum];
  return name === 'avg' ? [sum / numbers.length] : [];
}

function passes(test: Test, current: Json, roots: Roots): boolean {
  switch (test.kind) {
    case 'and':
      return test.tests.every((one) => passes(one, current, roots));
    case 'or':
      return test.tests.some((one) => passes(one, current, roots));
    case 'not':
      return !passes(test.test, current, roots);
    case 'exists':
      return evaluatePath(test.path, roots, current) !== undefined;
    case 'compare':
      return compare(test.operator, operandOf(test.left, current, roots), operandOf(test.right, current, roots));
  }
}

const operandOf = (operand: Operand, current: Json, roots: Roots): unknown =>
  operand.kind === 'value' ? operand.value : evaluatePath(operand.path, roots, current);

function compare(operator: string, left: unknown, right: unknown): boolean {
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (operator === 'in') return Array.isArray(right) && right.includes(left);
  if (operator === 'nin') return Array.isArray(right) && !right.includes(left);
  if (typeof left !== typeof right || (typeof left !== 'number' && typeof left !== 'string')) return false;
  const [a, b] = [left, right as typeof left];
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  if (operator === '>') return a > b;
  return operator === '>=' && a >= b;
}
