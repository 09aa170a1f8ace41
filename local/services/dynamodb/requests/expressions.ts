/**
 * What a checked request asks of an item, ready to be applied: its expressions, or the older parameters that did the same
 * before there were expressions.
 */

import type { Path, Value } from '../data/values.ts';
import { condition, type LegacyCondition, legacyCondition, type Test } from '../expressions/conditions.ts';
import { type KeyConditions, keyConditions, legacyKeyConditions } from '../expressions/key-conditions.ts';
import { type Node, namesOf, type Values } from '../expressions/operands.ts';
import { legacyUpdate, type Section, type Update, update } from '../expressions/updates.ts';

export interface Filter {
  readonly test: Test;
  readonly nestedPaths: object;
  /** The attributes that it looks at. */
  readonly attributes: readonly string[];
  /** How AWS calls it in its sentences. */
  readonly title: string;
}

export interface Projection {
  readonly paths: readonly (string | Path)[];
  readonly nestedPaths: object;
}

export interface Changes {
  readonly apply: Update;
  readonly paths: readonly (string | Path)[];
  /** As dynalite parsed them, or as they came in the older parameter. */
  readonly parsed?: { sections: { path: unknown }[]; nestedPaths: object };
  readonly legacy?: object;
}

export interface Expressions {
  readonly condition?: Filter;
  readonly filter?: Filter;
  readonly keys?: KeyConditions;
  readonly changes?: Changes;
  readonly projection?: Projection;
}

interface ParsedCondition {
  readonly expression: Node;
  readonly nestedPaths: object;
  readonly pathHeads: object;
}

type Legacy = { readonly [attribute: string]: LegacyCondition };

/** What dynalite's validation adds to a request, and the older parameters. */
export interface Parsed {
  readonly _condition?: ParsedCondition;
  readonly _filter?: ParsedCondition;
  readonly _keyCondition?: ParsedCondition;
  readonly _projection?: Projection;
  readonly _updates?: { sections: (Section & { path: unknown })[]; paths: Path[]; nestedPaths: object };
  readonly ExpressionAttributeValues?: Values;
  readonly Expected?: Legacy;
  readonly QueryFilter?: Legacy;
  readonly ScanFilter?: Legacy;
  readonly KeyConditions?: Legacy;
  readonly ConditionalOperator?: string;
  readonly AttributeUpdates?: { readonly [name: string]: { Action?: string; Value?: Value } };
  readonly AttributesToGet?: readonly string[];
}

/** Makes the functions; `request` must have passed dynalite's validation. */
export function compile(request: Parsed): Expressions {
  const names = namesOf(request.ExpressionAttributeValues);
  const parsed = (given: ParsedCondition, title: string): Filter => ({
    test: condition(given.expression, names),
    nestedPaths: given.nestedPaths,
    attributes: Object.keys(given.pathHeads),
    title,
  });
  const legacy = (given: Legacy, title: string): Filter => ({
    test: legacyCondition(given, request.ConditionalOperator),
    nestedPaths: {},
    attributes: Object.keys(given),
    title,
  });
  const { _condition, _filter, _keyCondition, _updates, _projection } = request;
  const oldFilter = request.QueryFilter ?? request.ScanFilter;
  return {
    ...(_condition && { condition: parsed(_condition, 'ConditionExpression') }),
    ...(request.Expected && { condition: legacy(request.Expected, 'Expected') }),
    ...(_filter && { filter: parsed(_filter, 'Filter Expression') }),
    ...(oldFilter && { filter: legacy(oldFilter, request.QueryFilter ? 'QueryFilter' : 'ScanFilter') }),
    ...(_keyCondition
      ? { keys: keyConditions(_keyCondition.expression, names) }
      : request.KeyConditions && { keys: legacyKeyConditions(request.KeyConditions) }),
    ...(_projection && { projection: _projection }),
    ...(request.AttributesToGet && { projection: { paths: request.AttributesToGet, nestedPaths: {} } }),
    ...(_updates && {
      changes: { apply: update(_updates.sections, names), paths: _updates.paths, parsed: _updates },
    }),
    ...(request.AttributeUpdates && {
      changes: {
        apply: legacyUpdate(request.AttributeUpdates),
        paths: Object.keys(request.AttributeUpdates),
        legacy: request.AttributeUpdates,
      },
    }),
  };
}
