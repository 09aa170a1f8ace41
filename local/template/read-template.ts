/**
 * The text of a template as a value. Owns the two notations, JSON and YAML with CloudFormation's short tags (`!Ref`, `!Sub`),
 * and AWS's sentences for text that is neither.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
import type { CollectionTag, ScalarTag } from 'yaml';
import { yaml } from '../engine/yaml.ts';

/** Throws a sentence when it is neither JSON nor YAML. */
export function readTemplate(text: string): unknown {
  return /^\s*\{/.test(text) ? fromJson(text) : fromYaml(text);
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : '';
    const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? place(text, message);
    throw new Error(`Template format error: JSON not well-formed. (line ${line}, column ${column})`, { cause });
  }
}

/** V8 names the line where it can, else the position, else nothing: then it is the end. */
function place(text: string, message: string): [string, number, number] {
  const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  const lines = text.slice(0, at).split('\n');
  return ['', lines.length, (lines.at(-1)?.length ?? 0) + 1];
}

function fromYaml(text: string): unknown {
  const { LineCounter, parseDocument } = yaml();
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { customTags: shortTags(), lineCounter, version: '1.2' });
  const [error] = [...document.errors, ...document.warnings];
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new Error(`Template format error: YAML not well-formed. (line ${line}, column ${col})`, { cause: error });
  }
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw new Error('Template error: YAML aliases are not allowed in CloudFormation templates', { cause });
  }
}

/** Short names whose function has no `Fn::` before it. */
const PLAIN = ['Ref', 'Condition'];
const FUNCTIONS = [
  'And',
  'Base64',
  'Cidr',
  'Contains',
  'Equals',
  'FindInMap',
  'ForEach',
  'GetAZs',
  'GetAtt',
  'GetStackOutput',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
];

/** `!GetAtt Queue.Arn` is the list of two; everything else is what stands behind the tag. */
function shortTags(): (ScalarTag | CollectionTag)[] {
  const { YAMLMap, YAMLSeq } = yaml();
  return [...PLAIN, ...FUNCTIONS].flatMap((name) => {
    const key = PLAIN.includes(name) ? name : `Fn::${name}`;
    const wrap = (value: unknown) => {
      const map = new YAMLMap();
      map.set(key, value);
      return map;
    };
    return [
      { tag: `!${name}`, resolve: (text: string) => ({ [key]: text }) },
      { tag: `!${name}`, collection: 'seq', nodeClass: YAMLSeq, resolve: (list) => wrap(list) },
      { tag: `!${name}`, collection: 'map', nodeClass: YAMLMap, resolve: (map) => wrap(map) },
    ] satisfies (ScalarTag | CollectionTag)[];
  });
}
