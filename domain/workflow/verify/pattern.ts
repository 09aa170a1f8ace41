/**
 * Patterns of EventBridge against what is known of a message: whether they are written as EventBridge has them, and whether any
 * such message can match. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import { fieldOf } from './fit.ts';
import { alternativesOf, mayBeAbsent, type Shape } from './shape.ts';

type Pattern = Readonly<Record<string, unknown>>;

const OPERATORS = ['prefix', 'suffix', 'anything-but', 'numeric', 'exists', 'cidr', 'equals-ignore-case', 'wildcard'];

const isPattern = (value: unknown): value is Pattern =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is wrong with a pattern; undefined when it is one. */
export function faultOfPattern(pattern: unknown, path = 'where'): string | undefined {
  if (!isPattern(pattern)) return `${path} is no object`;
  if (Object.keys(pattern).length === 0 && path !== 'where') return `${path} is empty`;
  for (const [name, value] of Object.entries(pattern)) {
    const at = `${path}.${name}`;
    if (name === '$or') {
      if (!Array.isArray(value) || value.length < 2) return `${at} is not an array of at least two patterns`;
      const fault = value.map((one, i) => faultOfPattern(one, `${at}[${i}]`)).find((one) => one !== undefined);
      if (fault) return fault;
    } else {
      const fault = Array.isArray(value)
        ? faultOfValues(value, at)
        : isPattern(value)
          ? faultOfPattern(value, at)
          : `${at} is ${JSON.stringify(value)}; values stand in arrays: [${JSON.stringify(value)}]`;
      if (fault) return fault;
    }
  }
  return undefined;
}

function faultOfValues(values: readonly unknown[], at: string): string | undefined {
  if (values.length === 0) return `${at} is an empty array, which nothing matches`;
  for (const value of values) {
    if (!isPattern(value)) {
      if (Array.isArray(value)) return `${at} holds an array within an array`;
      continue;
    }
    const [operator = '', ...more] = Object.keys(value);
    if (more.length || !OPERATORS.includes(operator))
      return `${at} uses the operator ${operator || '{}'}, which EventBridge does not have`;
    const operand = value[operator];
    if (operator === 'numeric' && !isNumeric(operand))
      return `${at} has a numeric range that is not [operator, number, …]`;
    if (operator === 'exists' && typeof operand !== 'boolean')
      return `${at} has an \`exists\` that is not true or false`;
  }
  return undefined;
}

const isNumeric = (operand: unknown): operand is readonly unknown[] =>
  Array.isArray(operand) &&
  (operand.length === 2 || operand.length === 4) &&
  operand.every((one, i) => (i % 2 ? typeof one === 'number' : ['<', '<=', '>', '>=', '='].includes(String(one))));

/** Whether a message of the shape may match; where it is not known, yes. */
export const matches = (pattern: unknown, shape: Shape): boolean => misfitOfPattern(pattern, shape) === undefined;

/** Why no message of the shape can match; undefined when one may. */
export function misfitOfPattern(pattern: unknown, shape: Shape, path = ''): string | undefined {
  if (!isPattern(pattern)) return undefined;
  for (const [name, value] of Object.entries(pattern)) {
    const at = path ? `${path}.${name}` : name;
    if (name === '$or' && Array.isArray(value)) {
      const reasons = value.map((one) => misfitOfPattern(one, shape, path));
      if (reasons.every((reason) => reason !== undefined)) return reasons[0];
      continue;
    }
    const field = fieldOf(shape, name);
    const reason = Array.isArray(value) ? misfitOfField(value, field, at) : inner(value, field, at);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

const inner = (value: unknown, field: Shape | undefined, at: string): string | undefined =>
  field === undefined ? `there is no ${at}` : misfitOfPattern(value, field, at);

function misfitOfField(values: readonly unknown[], field: Shape | undefined, at: string): string | undefined {
  const absent = field === undefined || mayBeAbsent(field);
  const fits = values.some((value) => {
    if (isPattern(value) && 'exists' in value) return value.exists === true ? field !== undefined : absent;
    return field !== undefined && alternativesOf(field).some((one) => fitsOne(value, one));
  });
  if (fits) return undefined;
  return field === undefined
    ? `there is no ${at}`
    : `${at} is never ${values.map((value) => JSON.stringify(value)).join(' or ')}`;
}

/** An array matches when one of its items does. */
function fitsOne(value: unknown, shape: Shape): boolean {
  if (shape.is === 'any') return true;
  if (shape.is === 'absent' || shape.is === 'object') return false;
  if (shape.is === 'array') return alternativesOf(shape.items).some((item) => fitsOne(value, item));
  if (shape.is === 'union') return shape.of.some((one) => fitsOne(value, one));
  if (!isPattern(value)) {
    if (value === null) return shape.is === 'null';
    if (typeof value !== shape.is) return false;
    return !shape.values || shape.values.some((one) => one === value);
  }
  const [operator = ''] = Object.keys(value);
  const operand = value[operator];
  if (operator === 'anything-but') return !shape.values || shape.values.some((one) => !excluded(operand, one));
  if (operator === 'numeric')
    return shape.is === 'number' && (!shape.values || shape.values.some((one) => inRange(operand, one)));
  if (shape.is !== 'string') return false;
  return !shape.values || shape.values.some((one) => textMatches(operator, operand, String(one)));
}

function excluded(operand: unknown, value: unknown): boolean {
  if (Array.isArray(operand)) return operand.includes(value);
  if (!isPattern(operand)) return operand === value;
  const [operator = ''] = Object.keys(operand);
  const texts = [operand[operator]].flat();
  return texts.some((text) => textMatches(operator, text, String(value)));
}

function textMatches(operator: string, operand: unknown, value: string): boolean {
  const text = String(operand);
  if (operator === 'prefix') return typeof operand !== 'string' || value.startsWith(text);
  if (operator === 'suffix') return typeof operand !== 'string' || value.endsWith(text);
  if (operator === 'equals-ignore-case') return value.toLowerCase() === text.toLowerCase();
  if (operator !== 'wildcard') return true;
  const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(value);
}

function inRange(operand: unknown, value: unknown): boolean {
  if (!isNumeric(operand) || typeof value !== 'number') return true;
  for (let i = 0; i < operand.length; i += 2) {
    const limit = Number(operand[i + 1]);
    const fits = {
      '<': value < limit,
      '<=': value <= limit,
      '>': value > limit,
      '>=': value >= limit,
      '=': value === limit,
    };
    if (!fits[operand[i] as keyof typeof fits]) return false;
  }
  return true;
}
