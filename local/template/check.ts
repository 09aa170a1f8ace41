/**
 * Reads one stack's template whole before anything is created, and gives what to create in which order. Collects every
 * refusal instead of stopping at the first.
 *
 * What a resource will be is not known yet: references to it give stand-ins (pending.ts), and each one that is met makes a
 * dependency. So the order follows from the branches that are taken, not from the text.
 */
import type { Engine } from '../engine/engine.ts';
import type { Json } from '../engine/service.ts';
import type { StackSource } from './assembly.ts';
import { checkOutputs, checkRules, otherStacks } from './check-outputs.ts';
import { checkResource, unresolved } from './check-resource.ts';
import type { CheckContext, CheckedResource, CheckedStack, StackCheck } from './checked.ts';
import { shapeProblem, type TemplateDocument, templateDocument } from './document.ts';
import { inOrder } from './graph.ts';
import { pending } from './pending.ts';
import { readTemplate } from './read-template.ts';
import type { Refusal } from './refusal.ts';
import { sentence } from './run.ts';
import { scopeOf } from './scope.ts';

/** A record of the tool that made the template; it stands for nothing. */
const WITHOUT_EFFECT_TYPE = 'AWS::CDK::Metadata';

/** Undefined when the text is no template at all. */
export function checkStack(context: CheckContext, source: StackSource): CheckedStack | undefined {
  const refuse = (refusal: Omit<Refusal, 'stack'>) => context.refuse({ stack: source.name, ...refusal });
  checkEnvironment(context.engine, source, refuse);
  const document = parseDocument(source, refuse);
  if (!document) return undefined;

  const present = new Set<string>();
  /** What the references that are met belong to. */
  let subject: { readonly logicalId?: string; readonly needs: Set<string> } = { needs: new Set() };
  const refuseAt = (path: string, problem: string, remedy: string, wording?: string): Json => {
    const { logicalId } = subject;
    refuse({ ...(logicalId !== undefined && { logicalId }), path, problem, remedy, ...(wording && { wording }) });
    return pending('refused');
  };
  const reference = (logicalId: string, what: string, path: string): Json => {
    if (present.has(logicalId)) subject.needs.add(logicalId);
    else refuseAt(path, absent(document, logicalId), 'Mend the reference.', unresolved(logicalId));
    return pending(what);
  };
  const { engine, state } = context;
  const scope = scopeOf(
    { engine, source, document, stackId: state.idOf(source.name) },
    {
      ...otherStacks(context, refuseAt),
      resource: (logicalId, at) => reference(logicalId, logicalId, at),
      attribute: (logicalId, attribute, at) => reference(logicalId, `${logicalId}.${attribute}`, at),
      refuse: refuseAt,
    },
  );

  for (const [logicalId, { Type, Condition }] of Object.entries(document.Resources)) {
    if (Type === WITHOUT_EFFECT_TYPE) continue;
    if (Condition === undefined || scope.condition(Condition, `${logicalId}.Condition`)) present.add(logicalId);
  }
  const check: StackCheck = { ...context, source, document, scope, present, refuse };
  const before = new Map(context.state.resources(source.name).map((one) => [one.logicalId, one]));
  const resources = [...present].flatMap((logicalId) => {
    subject = { logicalId, needs: new Set() };
    return checkResource(check, logicalId, subject.needs, before.get(logicalId)) ?? [];
  });
  subject = { needs: new Set() };
  checkRules(check);
  const outputs = checkOutputs(check);
  return { source, document, resources: ordered(resources, refuse), outputs, parameters: parameterList(check) };
}

const absent = (document: TemplateDocument, logicalId: string): string =>
  Object.hasOwn(document.Resources, logicalId)
    ? `the resource ${logicalId} is not created, because its condition does not hold or it stands for nothing.`
    : `there is no resource ${logicalId}.`;

type Refuse = StackCheck['refuse'];

function checkEnvironment(engine: Engine, { account, region }: StackSource, refuse: Refuse): void {
  const meant = `${account ?? engine.account}/${region ?? engine.region}`;
  const here = `${engine.account}/${engine.region}`;
  if (meant === here) return;
  const remedy = 'Start the cloud with that account and region, or leave env out of the stack.';
  refuse({ problem: `the stack is made for ${meant}, this cloud stands at ${here}.`, remedy });
}

function parseDocument(source: StackSource, refuse: Refuse): TemplateDocument | undefined {
  let parsed: ReturnType<typeof templateDocument.safeParse>;
  try {
    parsed = templateDocument.safeParse(readTemplate(source.text));
  } catch (error) {
    refuse({
      problem: `the template is neither JSON nor YAML: ${sentence(error)}.`,
      remedy: 'It is one document in either.',
      wording: sentence(error),
    });
    return undefined;
  }
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const { path, wording } = shapeProblem(issue);
    const remedy = 'The README of local/template lists what a template may hold.';
    refuse({ path, problem: `${issue.message}.`, remedy, wording });
  }
  return undefined;
}

function ordered(resources: readonly CheckedResource[], refuse: Refuse): CheckedResource[] {
  const byId = new Map(resources.map((one) => [one.logicalId, one]));
  const { order = [], cycle } = inOrder(new Map(resources.map(({ logicalId, needs }) => [logicalId, needs])));
  if (cycle) {
    const problem = `resources need each other in a circle: ${cycle.join(' -> ')}.`;
    const wording = `Circular dependency between resources: [${[...new Set(cycle)].join(', ')}]`;
    refuse({ problem, remedy: 'Break it at one reference.', wording });
  }
  return order.flatMap((logicalId) => byId.get(logicalId) ?? []);
}

/** For people: what is not to be echoed is not kept. */
function parameterList({ document, scope, source, refuse }: StackCheck): CheckedStack['parameters'] {
  for (const name of Object.keys(source.parameters)) {
    if (Object.hasOwn(document.Parameters, name)) continue;
    refuse({
      path: `Parameters.${name}`,
      problem: 'the template has no such parameter.',
      remedy: 'Mend the name.',
      wording: `Parameters: [${name}] do not exist in the template`,
    });
  }
  return Object.entries(document.Parameters).map(([key, { NoEcho, Default }]) => {
    const resolved = [scope.parameter(key)].flat().join(',');
    const value = [source.parameters[key] ?? Default ?? resolved].flat().join(',');
    if (String(NoEcho) === 'true') return { key, value: '****' };
    return { key, value, ...(storedType(document.Parameters[key]?.Type) && { resolved }) };
  });
}

const storedType = (type = ''): boolean => type.startsWith('AWS::SSM::Parameter::Value');
