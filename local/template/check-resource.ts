/** Checks one resource: its type, its properties as far as they are known, what it depends on. */
import type { Json, ResourceType } from '../engine/service.ts';
import type { ResourceRecord } from '../engine/stacks.ts';
import type { CheckedResource, StackCheck } from './checked.ts';
import type { ResourceDeclaration } from './document.ts';
import { evaluate } from './intrinsics.ts';
import { leaveOutWithoutEffect, parseProperties } from './properties.ts';

/** Undefined when its type is unknown. `needs` has what its properties refer to. */
export function checkResource(
  { types, document, scope, present, refuse }: StackCheck,
  logicalId: string,
  needs: Set<string>,
  before: ResourceRecord | undefined,
): CheckedResource | undefined {
  const declaration = document.Resources[logicalId] as ResourceDeclaration;
  const properties = evaluate(declaration.Properties, scope, 'Properties') as Record<string, Json>;
  for (const other of [declaration.DependsOn ?? []].flat()) {
    if (present.has(other)) needs.add(other);
    else if (!Object.hasOwn(document.Resources, other))
      refuse({
        logicalId,
        path: 'DependsOn',
        problem: `there is no resource ${other}.`,
        remedy: 'Mend the name.',
        wording: unresolved(other),
      });
  }
  const type = types.get(declaration.Type);
  if (!type) {
    const problem = `${declaration.Type} is not supported.`;
    const wording = `Template format error: Unrecognized resource types: [${declaration.Type}]`;
    refuse({ logicalId, path: 'Type', problem, remedy: remedyFor(declaration.Type, types), wording });
    return undefined;
  }
  if (before && before.type !== declaration.Type) {
    const problem = `it was ${before.type}; the type of a resource cannot change to ${declaration.Type}.`;
    const wording = `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${logicalId}]`;
    refuse({ logicalId, path: 'Type', problem, remedy: 'Give the new resource another logical id.', wording });
  }
  leaveOutWithoutEffect(type, properties);
  for (const problem of parseProperties(type, properties).problems) refuse({ logicalId, ...problem });
  return { logicalId, type, declaration, needs, properties };
}

export const unresolved = (name: string): string =>
  `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`;

function remedyFor(wanted: string, types: ReadonlyMap<string, ResourceType>): string {
  if (wanted.startsWith('Custom::') || wanted === 'AWS::CloudFormation::CustomResource')
    return 'Custom resources are not run here: use a construct that needs none, or do its work after the deployment.';
  const service = wanted.split('::').slice(0, 2).join('::');
  const near = [...types.keys()].filter((type) => type.startsWith(`${service}::`));
  return near.length > 0 ? `Of that service there is: ${near.join(', ')}.` : 'Leave it out locally, or deploy to AWS.';
}
