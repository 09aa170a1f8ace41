/**
 * What deploying would change, before it does: the changes of a change set. Two readings of a template are compared, the old
 * and the new, both with stand-ins for what resources will give, so a difference is one of the template or of its parameters.
 *
 * A property that is the same and refers to a resource that is replaced, or may be, changes with it: `Dynamic`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
 */
import type { ResourceType } from '../engine/service.ts';
import type { ChangeDetail, ResourceChange, ResourceRecord } from '../engine/stacks.ts';
import type { CheckedResource, CheckedStack } from './checked.ts';
import type { ResourceDeclaration } from './document.ts';
import { standIns, withoutStandIns } from './pending.ts';
import { changedProperties, recreation } from './replacement.ts';

/** AWS's text for a value that is not known yet. */
const UNKNOWN = '{{changeSet:KNOWN_AFTER_APPLY}}';

export interface Comparison {
  /** What the stack is made of; undefined when there is none, or its template cannot be read any more. */
  readonly before: CheckedStack | undefined;
  readonly after: CheckedStack;
  readonly records: readonly ResourceRecord[];
}

export function plannedChanges({ before, after, records }: Comparison): ResourceChange[] {
  const old = new Map(before?.resources.map((one) => [one.logicalId, one]));
  const there = new Map(records.map((record) => [record.logicalId, record]));
  const changes = new Map<string, ResourceChange>();
  // in the order in which they are made, so that what a resource refers to is known already
  for (const resource of after.resources) {
    const record = there.get(resource.logicalId);
    const change = record
      ? modified(resource, old.get(resource.logicalId), record, changes, changedParameters(before, after))
      : added(resource);
    if (change) changes.set(resource.logicalId, change);
  }
  const kept = new Set(after.resources.map(({ logicalId }) => logicalId));
  const removed = records.filter(({ logicalId }) => !kept.has(logicalId)).map(removal);
  return [...changes.values(), ...removed].sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1));
}

const added = ({ logicalId, type, properties, declaration }: CheckedResource): ResourceChange => ({
  action: 'Add',
  logicalId,
  type: type.type,
  details: [],
  after: context(properties, declaration),
});

const removal = ({ logicalId, type, physicalId, retain, properties }: ResourceRecord): ResourceChange => ({
  action: 'Remove',
  logicalId,
  type,
  physicalId,
  policyAction: retain ? 'Retain' : 'Delete',
  details: [],
  before: JSON.stringify({ Properties: properties }),
});

const context = (Properties: CheckedResource['properties'], { Metadata }: Pick<ResourceDeclaration, 'Metadata'>) =>
  withoutStandIns({ Properties, ...(Metadata !== undefined && { Metadata }) }, UNKNOWN);

function modified(
  { logicalId, type, properties, declaration }: CheckedResource,
  old: CheckedResource | undefined,
  record: ResourceRecord,
  changes: ReadonlyMap<string, ResourceChange>,
  parameters: readonly string[],
): ResourceChange | undefined {
  const direct = changedProperties(old?.properties ?? record.properties, properties).map((name): ChangeDetail => {
    const raw = [old?.declaration.Properties[name], declaration.Properties[name]].map((one) => JSON.stringify(one));
    const cause = raw[0] === raw[1] ? parameters.find((key) => raw[1]?.includes(`"${key}"`)) : undefined;
    return {
      attribute: 'Properties',
      name,
      recreation: recreationOf(type, name),
      evaluation: 'Static',
      source: cause === undefined ? 'DirectModification' : 'ParameterReference',
      ...(cause !== undefined && { cause }),
      ...values(record.properties[name], properties[name]),
    };
  });
  const named = new Set(direct.map(({ name }) => name));
  const details = [
    ...direct,
    ...Object.entries(properties).flatMap(([name, value]) =>
      named.has(name) ? [] : dynamic(type, name, value, record, changes),
    ),
    ...attributeChanges(old?.declaration, declaration),
  ];
  if (details.length === 0) return undefined;
  const replacement = replacementOf(details);
  const retains = (declaration.UpdateReplacePolicy ?? 'Delete') !== 'Delete';
  return {
    action: 'Modify',
    logicalId,
    type: type.type,
    physicalId: record.physicalId,
    replacement,
    ...(replacement === 'True' && { policyAction: retains ? 'ReplaceAndRetain' : 'ReplaceAndDelete' }),
    details,
    before: context(record.properties, old?.declaration ?? {}),
    after: context(properties, declaration),
  };
}

/** A type that cannot be changed in place is replaced, whatever changes. */
const recreationOf = (type: ResourceType, property: string): ChangeDetail['recreation'] =>
  type.update === undefined ? 'Always' : recreation(type.type, property);

const values = (before: unknown, after: unknown): Pick<ChangeDetail, 'before' | 'after'> => ({
  ...(before !== undefined && { before: asText(before) }),
  ...(after !== undefined && { after: asText(after) }),
});

const asText = (value: unknown): string => {
  const json = withoutStandIns(value, UNKNOWN);
  return typeof value === 'string' ? String(JSON.parse(json)) : json;
};

/** Details of a property that is the same text, for each resource it refers to that will or may be another one. */
function dynamic(
  type: ResourceType,
  name: string,
  value: unknown,
  record: ResourceRecord,
  changes: ReadonlyMap<string, ResourceChange>,
): ChangeDetail[] {
  return [...new Set(standIns(value))].flatMap((cause): ChangeDetail[] => {
    const [logicalId = '', attribute] = cause.split('.');
    const { replacement = 'False' } = changes.get(logicalId) ?? {};
    if (replacement === 'False') return [];
    const source = attribute === undefined ? 'ResourceReference' : 'ResourceAttribute';
    const recreation = recreationOf(type, name);
    return [
      {
        attribute: 'Properties',
        name,
        recreation,
        evaluation: 'Dynamic',
        source,
        cause,
        ...values(record.properties[name], value),
      },
    ];
  });
}

const ATTRIBUTES = ['Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'] as const;

const attributeChanges = (before: ResourceDeclaration | undefined, after: ResourceDeclaration): ChangeDetail[] =>
  before === undefined
    ? []
    : ATTRIBUTES.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map((attribute) => ({
        attribute,
        recreation: 'Never',
        evaluation: 'Static',
        source: 'DirectModification',
        ...values(before[attribute], after[attribute]),
      }));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceTargetDefinition.html (RequiresRecreation) */
function replacementOf(details: readonly ChangeDetail[]): NonNullable<ResourceChange['replacement']> {
  if (details.some((one) => one.recreation === 'Always' && one.evaluation === 'Static')) return 'True';
  return details.every((one) => one.recreation === 'Never') ? 'False' : 'Conditional';
}

const changedParameters = (before: CheckedStack | undefined, after: CheckedStack): string[] =>
  after.parameters
    .filter(({ key, ...now }) => {
      const then = before?.parameters.find((one) => one.key === key);
      return then === undefined || then.value !== now.value || then.resolved !== now.resolved;
    })
    .map(({ key }) => key);

/** Would the outputs be the same? */
export const sameOutputs = (before: CheckedStack | undefined, after: CheckedStack): boolean =>
  JSON.stringify([...(before?.outputs ?? [])]) === JSON.stringify([...after.outputs]);
