/**
 * What a target gets: the event as it is, a part of it, a constant, or a template filled from it. Compiled once per
 * target; refuses what cannot be compiled when the target is put.
 */
import type { Target } from '@aws-sdk/client-eventbridge';
import { invalid } from '../errors.ts';
import type { BusEvent } from '../model.ts';
import { type JsonPath, jsonPath } from './json-path.ts';
import { fillTemplate, parseTemplate, variablesOf } from './template.ts';

/** What templates may say of the rule. */
export interface RuleFacts {
  readonly ruleArn: string;
  readonly ruleName: string;
  readonly nowMs: number;
}

/** The body for one event; `text` is the whole event as JSON. */
export type Input = (event: BusEvent, text: string, facts: RuleFacts) => string;

const RESERVED = [
  'aws.events.rule-arn',
  'aws.events.rule-name',
  'aws.events.event.ingestion-time',
  'aws.events.event',
  'aws.events.event.json',
];

/** Throws ValidationException naming the target. */
export function compileInput(target: Target): Input {
  const { Id: id, Input: constant, InputPath: path, InputTransformer: transformer } = target;
  const given = [constant, path, transformer].filter((one) => one !== undefined);
  if (given.length > 1)
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  if (constant !== undefined) {
    if (!isJson(constant)) throw invalid(`Input for target ${id} is not a valid JSON text.`);
    return () => constant;
  }
  if (path !== undefined) {
    const read = pathOf(path, 'InputPath', id);
    return (event) => JSON.stringify(read(event) ?? null);
  }
  if (!transformer) return (_, text) => text;
  return transform(transformer.InputTemplate ?? '', transformer.InputPathsMap ?? {}, id);
}

function transform(text: string, pathsMap: Record<string, string>, id: string | undefined): Input {
  const paths = new Map(Object.entries(pathsMap).map(([name, path]) => [name, pathOf(path, 'InputPathsMap', id)]));
  const template = parseTemplate(text);
  for (const name of variablesOf(template)) {
    if (!paths.has(name) && !RESERVED.includes(name))
      throw invalid(
        `InputTemplate for target ${id} contains the placeholder <${name}>, which InputPathsMap does not define.`,
      );
  }
  return (event, _, facts) =>
    fillTemplate(template, (name) => {
      const path = paths.get(name);
      return path ? path(event) : reserved(name, event, facts);
    });
}

function reserved(name: string, event: BusEvent, { ruleArn, ruleName, nowMs }: RuleFacts): unknown {
  switch (name) {
    case 'aws.events.rule-arn':
      return ruleArn;
    case 'aws.events.rule-name':
      return ruleName;
    case 'aws.events.event.ingestion-time':
      return new Date(nowMs).toISOString();
    case 'aws.events.event.json':
      return event;
    default: {
      const { detail: _, 'detail-type': detailType, time, ...rest } = event;
      return { ...rest, detailType, time };
    }
  }
}

function pathOf(path: string, where: string, id: string | undefined): JsonPath {
  const read = jsonPath(path);
  if (!read) throw invalid(`Invalid ${where} for target ${id}: ${path}. It must be a JSONPath that starts with $.`);
  return read;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
