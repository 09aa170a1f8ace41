/**
 * One alternative in a pattern's list: `"a"`, `{"prefix": "a"}`, `{"anything-but": {"suffix": [".a"]}}`, and its test.
 * What is refused, and in which words, follows AWS. Operators:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import { type JsonNode, PatternError } from './json.ts';
import { numberLeaf, type Test } from './leaf.ts';
import * as tests from './tests.ts';

export interface Alternative {
  /** On a leaf that is there; undefined for `{"exists": false}`. */
  readonly test: Test | undefined;
  /** Set for an equal string: rules are found by it. */
  readonly text?: string;
}

export const OPERATORS: ReadonlySet<string> = new Set([
  'exactly',
  'prefix',
  'suffix',
  'equals-ignore-case',
  'wildcard',
  'numeric',
  'cidr',
  'exists',
  'anything-but',
]);

const refuse = (node: JsonNode, sentence: string): never => {
  throw new PatternError(sentence, node.at);
};

/** Throws PatternError. */
export function alternative(node: JsonNode): Alternative {
  switch (node.kind) {
    case 'string':
      return { test: tests.equals(node.value), text: node.value };
    case 'number':
      return { test: tests.equalsNumber(node.text) };
    case 'literal':
      return { test: tests.equals(node.value) };
    case 'array':
      return refuse(node, 'Match value must be String, number, true, false, or null');
    case 'object': {
      const [operator, operand] = onlyEntry(node, 'Match expression name not found');
      if (operator === 'exactly') {
        const text = stringOf(operand, 'exact match pattern must be a string');
        return { test: tests.equals(text), text };
      }
      return { test: operation(node, operator, operand) };
    }
  }
}

function onlyEntry(node: JsonNode & { kind: 'object' }, whenEmpty: string): readonly [string, JsonNode] {
  const [first, second] = node.entries;
  if (!first) return refuse(node, whenEmpty);
  if (second) refuse(second[1], 'Only one key allowed in match expression');
  return first;
}

function operation(node: JsonNode, operator: string, operand: JsonNode): Test | undefined {
  switch (operator) {
    case 'prefix':
      return affix(operand, operator, tests.startsWith, tests.startsIgnoringCase);
    case 'suffix':
      return affix(operand, operator, tests.endsWith, tests.endsIgnoringCase);
    case 'equals-ignore-case':
      return tests.equalsIgnoringCase(stringOf(operand, 'equals-ignore-case match pattern must be a string'));
    case 'wildcard':
      return checked(operand, tests.wildcard, stringOf(operand, 'wildcard match pattern must be a string'));
    case 'cidr':
      return checked(operand, tests.cidr, stringOf(operand, 'prefix match pattern must be a string'));
    case 'numeric':
      return numeric(operand);
    case 'exists':
      if (operand.kind !== 'literal' || operand.value === null)
        return refuse(operand, 'exists match pattern must be either true or false.');
      return operand.value ? tests.always : undefined;
    case 'anything-but':
      return tests.not(anythingBut(operand));
    default:
      return refuse(node, `Unrecognized match type ${operator}`);
  }
}

function stringOf(node: JsonNode, sentence: string): string {
  return node.kind === 'string' ? node.value : refuse(node, sentence);
}

function checked(node: JsonNode, make: (text: string) => Test, text: string): Test {
  try {
    return make(text);
  } catch (error) {
    return refuse(node, (error as Error).message);
  }
}

function affix(
  operand: JsonNode,
  operator: string,
  plain: (text: string) => Test,
  ignoringCase: (text: string) => Test,
): Test {
  if (operand.kind !== 'object') return plain(stringOf(operand, `${operator} match pattern must be a string`));
  const [name, text] = onlyEntry(operand, `${operator} expression name not found`);
  if (name !== 'equals-ignore-case') refuse(operand, `Unsupported ${operator} pattern: ${name}`);
  return ignoringCase(stringOf(text, 'equals-ignore-case match pattern must be a string'));
}

/** The test that `anything-but` turns round. */
function anythingBut(operand: JsonNode): Test {
  if (operand.kind === 'object') return anythingButExpression(operand);
  if (operand.kind === 'literal')
    return refuse(operand, 'Value of anything-but must be an array or single string/number value.');
  const items = operand.kind === 'array' ? operand.items : [operand];
  const [first] = items;
  if (!first) return refuse(operand, 'Empty arrays are not allowed');
  return tests.either(
    items.map((item) => {
      if (item.kind !== 'string' && item.kind !== 'number')
        return refuse(item, 'Inside anything but list, start|null|boolean is not supported.');
      if (item.kind !== first.kind)
        return refuse(
          item,
          'Inside anything but list, either all values are number or string, mixed type is not supported',
        );
      return item.kind === 'string' ? tests.equals(item.value) : tests.equalsNumber(item.text);
    }),
  );
}

function anythingButExpression(node: JsonNode & { kind: 'object' }): Test {
  const [operator, operand] = onlyEntry(node, 'Anything-But expression name not found');
  const items = operand.kind === 'array' ? operand.items : [operand];
  if (items.length === 0) refuse(operand, 'Empty arrays are not allowed');
  const each = (make: (text: string) => Test, whenNotString: string, mayBeEmpty: boolean): Test =>
    tests.either(
      items.map((item) => {
        const text = stringOf(item, whenNotString);
        if (text === '' && !mayBeEmpty) refuse(item, 'Null prefix/suffix not allowed');
        return checked(item, make, text);
      }),
    );
  switch (operator) {
    case 'prefix':
      return each(tests.startsWith, 'prefix/suffix match pattern must be a string', false);
    case 'suffix':
      return each(tests.endsWith, 'prefix/suffix match pattern must be a string', false);
    case 'wildcard':
      return each(tests.wildcard, 'wildcard match pattern must be a string', true);
    case 'equals-ignore-case':
      return each(
        tests.equalsIgnoringCase,
        'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
        true,
      );
    default:
      return refuse(node, `Unsupported anything-but pattern: ${operator}`);
  }
}

/** `["=", n]`, or one bound, or a lower bound and then an upper one. */
function numeric(operand: JsonNode): Test {
  if (operand.kind !== 'array') return refuse(operand, 'Value of numeric must be an array.');
  const { items } = operand;
  const [first] = items;
  if (!first) return refuse(operand, 'Invalid member in numeric match: ]');
  const operator = stringOf(first, `Invalid member in numeric match: ${first.kind}`);
  if (!['=', '<', '<=', '>', '>='].includes(operator))
    refuse(first, `Unrecognized numeric range operator: ${operator}`);
  const value = operandOf(operator === '=' ? 'equals' : operator, items[1] ?? operand);
  const ends = (count: number) => {
    const more = items[count];
    if (more) refuse(more, 'Too many elements in numeric expression');
  };
  if (operator === '=') {
    ends(2);
    return tests.equals(value);
  }
  const open = { low: Number.NEGATIVE_INFINITY, lowIncluded: true, high: Number.POSITIVE_INFINITY, highIncluded: true };
  if (operator.startsWith('<')) {
    ends(2);
    return tests.within({ ...open, high: value, highIncluded: operator === '<=' });
  }
  const lower = { ...open, low: value, lowIncluded: operator === '>=' };
  const second = items[2];
  if (!second) return tests.within(lower);
  const upper = stringOf(second, 'Bad value in numeric range');
  if (upper !== '<' && upper !== '<=') refuse(second, `Bad numeric range operator: ${upper}`);
  const high = operandOf(upper, items[3] ?? operand);
  ends(4);
  if (high < value) refuse(operand, 'Bottom must be less than top');
  return tests.within({ ...lower, high, highIncluded: upper === '<=' });
}

function operandOf(operator: string, node: JsonNode): number {
  if (node.kind !== 'number') return refuse(node, `Value of ${operator} must be numeric`);
  const value = numberLeaf(node.text);
  return typeof value === 'number' ? value : refuse(node, `Cannot compare number : ${node.text}`);
}
