/**
 * Meets a resource's properties with its type's schema. Owns: leaving out what has no effect here, CloudFormation's
 * conversion between text, number and boolean, and telling a real mistake from a value that is not known yet.
 */
import type * as z from 'zod';
import type { Json, ResourceType } from '../engine/service.ts';
import { isPending } from './pending.ts';

export interface Problem {
  /** `Properties.Targets[0].Arn` */
  readonly path: string;
  readonly problem: string;
  readonly remedy: string;
}

type Properties = Record<string, Json>;

/** Takes out the properties that the type accepts without effect: `Tags`, `Logging.Level`, `Rules[].Id`. Changes its argument. */
export function leaveOutWithoutEffect(type: ResourceType, properties: Properties): void {
  for (const path of Object.keys(type.withoutEffect ?? {})) takeOut(properties, path.split('.'));
}

function takeOut(value: unknown, [head = '', ...rest]: readonly string[]): void {
  if (value === null || typeof value !== 'object') return;
  const members = value as Record<string, unknown>;
  const key = head.replace('[]', '');
  if (rest.length === 0) delete members[key];
  else
    for (const inner of head === key ? [members[key]] : ((members[key] as unknown[] | undefined) ?? []))
      takeOut(inner, rest);
}

/** The parsed properties, or the problems that are sure although some values may be pending. */
export function parseProperties(
  type: ResourceType,
  properties: Properties,
): { data: unknown; problems: readonly Problem[] } {
  let parsed: z.ZodSafeParseResult<unknown>;
  try {
    parsed = type.properties.safeParse(properties);
    if (!parsed.success) {
      const converted = convert(properties, parsed.error.issues);
      if (converted) parsed = type.properties.safeParse(converted);
    }
  } catch (error) {
    if (isPending(properties)) return { data: undefined, problems: [] };
    throw error;
  }
  if (parsed.success) return { data: parsed.data, problems: [] };
  return { data: undefined, problems: parsed.error.issues.flatMap((issue) => problemsOf(type, properties, issue)) };
}

function problemsOf(type: ResourceType, properties: Properties, issue: z.core.$ZodIssue): Problem[] {
  const path = `Properties${issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')}`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: `${path}.${key}`,
      problem: `the property is not supported for ${type.type}.`,
      remedy: 'Leave it out; what is supported stands in the README of the service.',
    }));
  }
  if (isPending(at(properties, issue.path))) return [];
  return [{ path, problem: `${issue.message}.`, remedy: `See the properties of ${type.type}.` }];
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);

/** A copy in which scalars of the wrong type are what was expected, where CloudFormation would convert; undefined if none. */
function convert(properties: Properties, issues: readonly z.core.$ZodIssue[]): Properties | undefined {
  let copy: Properties | undefined;
  for (const issue of issues) {
    if (issue.code !== 'invalid_type' || issue.path.length === 0) continue;
    const value = converted(at(properties, issue.path), issue.expected);
    if (value === undefined) continue;
    copy ??= structuredClone(properties);
    const holder = at(copy, issue.path.slice(0, -1)) as Record<PropertyKey, unknown>;
    holder[issue.path.at(-1) as PropertyKey] = value;
  }
  return copy;
}

function converted(value: unknown, expected: string): Json | undefined {
  if (expected === 'boolean') return value === 'true' ? true : value === 'false' ? false : undefined;
  if (expected === 'string') return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  if (expected !== 'number' && expected !== 'int') return undefined;
  return typeof value === 'string' && value.trim() !== '' && !isPending(value) && !Number.isNaN(Number(value))
    ? Number(value)
    : undefined;
}
