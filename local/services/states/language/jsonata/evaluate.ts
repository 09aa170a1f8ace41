/**
 * JSONata as Step Functions runs it. Owns evaluating one expression `{% … %}`: AWS's functions in addition to JSONata's own,
 * what it leaves out ($eval), and the words in which a failure is told. Time and randomness are the cloud's.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
import jsonata, { type Expression } from 'jsonata';
import type { Json } from '../../../../engine/service.ts';
import { queryFault } from '../../failure.ts';
import { awsFunctions, LONGEST_SEQUENCE, type Surroundings } from './functions.ts';

/** `$states` and the variables, as an expression sees them. */
export type Bindings = Readonly<Record<string, unknown>>;

const known = new Map<string, Expression>();
const MOST_KNOWN = 5_000;
/**
 * An expression that goes on for ever or fills the memory would stop the whole cloud, which is one process. AWS says nothing of its
 * bounds; these are far from what is of use: milliseconds, calls within calls, items of a sequence.
 */
const BOUNDS = { timeout: 3_000, stack: 2_000, sequence: LONGEST_SEQUENCE };

/** The source between `{%` and `%}`; undefined for any other text. */
export function expressionIn(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4 ? text.slice(2, -2).trim() : undefined;
}

/** Undefined when it parses; otherwise JSONata's sentence. */
export function syntaxErrorOf(source: string): string | undefined {
  try {
    parse(source);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function parse(source: string): Expression {
  const before = known.get(source);
  if (before) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const parsed = jsonata(source, BOUNDS);
  refuseNewer(source, parsed.ast());
  known.set(source, parsed);
  return parsed;
}

/** JSONata 2.1 has `??` and `?:`, and parses both as conditions; Step Functions implements 2.0.6, which does not know them. */
function refuseNewer(source: string, node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, position } = node as { type?: unknown; position?: unknown };
  if (type === 'condition' && typeof position === 'number') {
    const operator = source.slice(position - 2, position);
    if (operator === '??' || operator === '?:')
      throw new Error(`The operator ${operator} is not in JSONata 2.0.6, which Step Functions implements`);
  }
  for (const part of Object.values(node)) refuseNewer(source, part);
}

/** The value of an expression in a field. Throws States.QueryEvaluationError. */
export async function evaluate(
  source: string,
  field: string,
  bindings: Bindings,
  surroundings: Surroundings,
): Promise<Json> {
  const about = `The JSONata expression '${source}' specified for the field '${field}'`;
  let found: unknown;
  try {
    found = await parse(source).evaluate(undefined, { ...awsFunctions(surroundings), ...bindings });
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    throw queryFault(field, `${about} threw an error during evaluation. ${code ? `${code}: ` : ''}${message}`);
  }
  if (found === undefined) throw queryFault(field, `${about} returned nothing (undefined).`);
  const value = plain(found);
  if (value === undefined) throw queryFault(field, `${about} returned an unsupported result type.`);
  return value;
}

/** JSON without JSONata's own marks on arrays; undefined when it holds a function or anything else that is not JSON. */
function plain(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) {
    const items = value.map(plain);
    return items.includes(undefined) ? undefined : (items as Json[]);
  }
  if (
    typeof value !== 'object' ||
    '_jsonata_lambda' in value ||
    '_jsonata_function' in value ||
    value instanceof RegExp
  )
    return undefined;
  const members: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const found = plain(member);
    if (found === undefined) return undefined;
    members[key] = found;
  }
  return members;
}
