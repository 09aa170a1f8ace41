/** What JSONata's functions give, by name, and of which kind their first argument is. https://docs.jsonata.org/string-functions */
import { JSONATA_FUNCTIONS } from '../jsonata-functions.ts';
import type { Problem } from './operators.ts';
import {
  ANY,
  alternativesOf,
  BOOLEAN,
  isFalse,
  isTrue,
  literalShape,
  mayBe,
  mayBeAbsent,
  NUMBER,
  type Shape,
  STRING,
  WHOLE,
  withoutAbsent,
  wordsOf,
} from './shape.ts';

/** Those of JSONata and of Step Functions. */
export const isKnownFunction = (name: string): boolean => JSONATA_FUNCTIONS.has(name);

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const GIVE_TEXTS = words(
  'string substring substringBefore substringAfter lowercase uppercase trim pad join replace base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl formatNumber formatBase formatInteger type now fromMillis hash uuid',
);
const GIVE_NUMBERS = words('number abs power sqrt sum max min average random');
const GIVE_WHOLE = words('length floor ceil count parseInteger millis toMillis');
const GIVE_BOOLEANS = words('contains boolean not exists');
/** Keep the kind of their argument. */
const GIVE_THE_SAME = words('reverse shuffle sort distinct');
const TAKE_TEXTS = words(
  'substring substringBefore substringAfter lowercase uppercase trim contains split match length',
);
const TAKE_NUMBERS = words('abs floor ceil round power sqrt formatNumber fromMillis');
const TAKE_ARRAYS_OF_NUMBERS = words('sum max min average');

export function shapeOfCall(name: string, given: readonly Shape[], problem: Problem): Shape {
  const [first] = given;
  if (first) check(name, first, problem);
  if (name === 'not' && first)
    return isTrue(first) ? literalShape(false) : isFalse(first) ? literalShape(true) : BOOLEAN;
  if (name === 'boolean' && first && (isTrue(first) || isFalse(first))) return first;
  if (name === 'exists' && first) return existence(first);
  if (GIVE_TEXTS.has(name)) return STRING;
  if (GIVE_NUMBERS.has(name)) return NUMBER;
  if (GIVE_WHOLE.has(name)) return WHOLE;
  if (GIVE_BOOLEANS.has(name)) return BOOLEAN;
  if (GIVE_THE_SAME.has(name) && first?.is === 'array') return { is: 'array', items: first.items };
  return ANY;
}

function existence(shape: Shape): Shape {
  if (shape.is === 'absent') return literalShape(false);
  return shape.is === 'any' || mayBeAbsent(shape) ? BOOLEAN : literalShape(true);
}

function check(name: string, shape: Shape, problem: Problem): void {
  const present = withoutAbsent(shape);
  const wrong = (wanted: string) =>
    problem('WrongArgument', `it gives $${name} ${wordsOf(present)}, where ${wanted} is wanted`, `Give it ${wanted}.`);
  if (TAKE_TEXTS.has(name) && !mayBe(present, 'string')) wrong('a text');
  else if (TAKE_NUMBERS.has(name) && !mayBe(present, 'number')) wrong('a number');
  else if (TAKE_ARRAYS_OF_NUMBERS.has(name)) {
    const items = alternativesOf(present).map((one) => (one.is === 'array' ? one.items : one));
    const empty = items.every((item) => item.is === 'union' && item.of.length === 0);
    if (!empty && !items.some((item) => mayBe(item, 'number') || item.is === 'absent')) wrong('an array of numbers');
  }
}
