/**
 * `npm run check -- workflow FILE [--json]`: judges a workflow before it is registered. Exit code 1 when it has errors, 2 when the
 * file is no workflow at all. Others that it starts are looked for beside it and in systems/.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type * as z from 'zod';
import type { System } from '../../contracts/system.ts';
import { type WorkflowDefinition, workflowSchema } from '../../contracts/workflow.ts';
import { createCatalogue } from '../../domain/catalogue.ts';
import { boundsOf, verifyWorkflow } from '../../domain/workflow/verify.ts';
import type { Bounds } from '../../domain/workflow/verify/bounds.ts';
import type { Finding } from '../../domain/workflow/verify/findings.ts';
import { systems } from '../../systems/all.ts';
import type { Options } from './options.ts';

export function check({ subjects: [what, file = ''], json }: Pick<Options, 'subjects' | 'json'>): void {
  if (what !== 'workflow')
    throw new Error(`There is no check of a ${what}; it checks a workflow: check workflow FILE.`);
  const say = (line: string): void => console.log(line);
  const parsed = workflowSchema.safeParse(read(file));
  if (!parsed.success) {
    const refusals = refusalsOf(parsed.error);
    say(json ? JSON.stringify({ refusals }, null, 2) : refused(file, refusals));
    process.exitCode = 2;
    return;
  }
  const definition = parsed.data;
  const env = {
    catalogue: createCatalogue(systems),
    workflows: othersOf(file, definition.id),
    now: new Date().toISOString(),
  };
  const findings = verifyWorkflow(definition, env);
  // Bounds of what cannot run are none.
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const bounds = errors === 0 ? boundsOf(definition, env) : undefined;
  if (json) say(JSON.stringify({ workflow: definition.id, findings, ...(bounds && { bounds }) }, null, 2));
  else for (const line of report(definition, findings, bounds)) say(line);
  process.exitCode = errors > 0 ? 1 : 0;
}

function read(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}. Correct it there.`);
  }
}

/** Definitions beside the file, and those of the systems; the ones that are no workflows are left out. */
function othersOf(file: string, id: string): ReadonlyMap<string, WorkflowDefinition> {
  const folder = dirname(resolve(file));
  const beside = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => tryRead(join(folder, name)));
  const declared = (systems as readonly System[]).flatMap(({ workflows = [] }) => workflows);
  const found = [...declared, ...beside].flatMap((one) => workflowSchema.safeParse(one).data ?? []);
  return new Map(found.filter((one) => one.id !== id).map((one) => [one.id, one]));
}

function tryRead(file: string): unknown[] {
  try {
    return [JSON.parse(readFileSync(file, 'utf8'))];
  } catch {
    return []; // another file of the folder, of which nobody asked
  }
}

interface Refusal {
  readonly path: string;
  readonly message: string;
}

const refusalsOf = ({ issues }: z.ZodError): Refusal[] =>
  issues
    .flatMap((issue) => deepest(issue, []))
    .map(({ path, message }) => ({ path: path || 'the definition', message }));

/** Of alternatives that all failed, the one that came furthest tells most. */
function deepest(issue: z.core.$ZodIssue, before: readonly PropertyKey[]): Refusal[] {
  const path = [...before, ...issue.path];
  const branches = issue.code === 'invalid_union' ? issue.errors : [];
  const [best] = branches
    .map((issues) => issues.flatMap((one) => deepest(one, path)))
    .filter((found) => found.length > 0)
    .sort((a, b) => depth(b) - depth(a));
  return best ?? [{ path: spelled(path), message: wordsOf(issue) }];
}

function wordsOf({ code, message, ...issue }: z.core.$ZodIssue): string {
  if (code === 'unrecognized_keys' && 'keys' in issue)
    return `has ${issue.keys.join(', ')}, which is not known: remove it or correct the name`;
  if (message.endsWith('received undefined')) return 'is missing';
  return message.replace(/^Invalid (input|discriminator value)[:.] /, '').replace(/^E|^e(?=xpected)/, 'e');
}

const depth = (refusals: readonly Refusal[]): number => Math.max(...refusals.map(({ path }) => path.length));

const spelled = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${String(key)}`),
    '',
  );

const refused = (file: string, refusals: readonly Refusal[]): string =>
  [
    `${file} is no workflow definition:`,
    ...refusals.map(({ path, message }) => `  ${path}: ${message}`),
    'The fields and what they take are in contracts/workflow.ts.',
  ].join('\n');

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

function report({ id, title }: WorkflowDefinition, findings: readonly Finding[], bounds: Bounds | undefined): string[] {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const width = Math.max(4, ...findings.map(({ step }) => step?.length ?? 0));
  const codes = Math.max(4, ...findings.map(({ code }) => code.length));
  return [
    `${id} (${title}): ${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}`,
    ...findings.flatMap(({ severity, code, step, message, remedy }) => [
      `${severity.padEnd(7)}  ${(step ?? '-').padEnd(width)}  ${code.padEnd(codes)}  ${message}`,
      `${' '.repeat(width + codes + 13)}${remedy}`,
    ]),
    ...(bounds ? boundsTold(bounds) : []),
  ];
}

/** Where nobody can count the items, no figure bounds the whole. */
const boundsTold = ({
  transitions,
  lambdaInvocations,
  messages,
  dollars,
  durationS,
  perItem,
  notes,
}: Bounds): string[] => [
  `${perItem.length === 0 ? 'At most' : `Per item of ${perItem.join(' and of ')}`}, with every try: ${count(transitions, 'transition')}, ${count(lambdaInvocations, 'Lambda invocation')}, ${count(messages, 'message')}, $${dollars.toFixed(6)}, ${duration(durationS)}.`,
  ...notes.map((note) => `  ${note}.`),
];

function duration(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
  ] as const;
  const [unit, size] = units.find(([, one]) => seconds >= 2 * one) ?? ['s', 1];
  return `${Math.ceil(seconds / size)} ${unit}`;
}
