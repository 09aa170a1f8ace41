/** Conditions of a query's keys: which attribute, which comparison, which values. */

import type { LegacyCondition } from './conditions.ts';
import { isNode, isPath, type Node, type Operand, operand, type ValueNames } from './operands.ts';

/** In the words of the older parameter `KeyConditions`. */
export type KeyOperator = 'EQ' | 'LT' | 'LE' | 'GT' | 'GE' | 'BETWEEN' | 'BEGINS_WITH';

export interface KeyCondition {
  readonly operator: string;
  readonly operands: readonly Operand[];
}

export type KeyConditions = { readonly [attribute: string]: KeyCondition };

const OPERATORS: Readonly<Record<string, KeyOperator>> = {
  '=': 'EQ',
  '<': 'LT',
  '<=': 'LE',
  '>': 'GT',
  '>=': 'GE',
  between: 'BETWEEN',
  function: 'BEGINS_WITH',
};

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** Takes a parsed KeyConditionExpression that was checked: comparisons of attributes with values, joined by AND. */
export function keyConditions(node: Node, names: ValueNames): KeyConditions {
  if (node.type === 'and') {
    return Object.assign({}, ...node.args.filter(isNode).map((inner) => keyConditions(inner, names)));
  }
  const path = node.args.find(isPath) ?? [];
  const type = node.args[0] === path ? node.type : (MIRRORED[node.type] ?? node.type);
  const operands = node.args.filter((argument) => argument !== path).map((argument) => operand(argument, names));
  return { [`${path[0]}`]: { operator: OPERATORS[type] ?? type, operands } };
}

export function legacyKeyConditions(conditions: { readonly [attribute: string]: LegacyCondition }): KeyConditions {
  return Object.fromEntries(
    Object.entries(conditions).map(([attribute, { ComparisonOperator = 'EQ', AttributeValueList = [] }]) => [
      attribute,
      { operator: ComparisonOperator, operands: AttributeValueList.map((value) => () => value) },
    ]),
  );
}
