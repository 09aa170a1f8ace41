/** Reads what local/template deployed, in the words of the API. */
import type { Stack } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../engine/aws-error.ts';
import type { ResourceRecord, StackRecord, StackState } from '../../template/state.ts';

/** By name or id. Throws the sentence that the CDK compares as text. */
export function stackOf(state: StackState, nameOrId: string): StackRecord {
  const [, name = nameOrId] = /:stack\/([^/]+)\//.exec(nameOrId) ?? [];
  const stack = state.stack(name);
  if (!stack) throw new AwsError('ValidationError', `Stack with id ${nameOrId} does not exist`);
  return stack;
}

export const described = (stack: StackRecord) =>
  ({
    StackId: stack.id,
    StackName: stack.name,
    Description: stack.description,
    CreationTime: new Date(stack.createdAtMs),
    LastUpdatedTime: stack.updatedAtMs === undefined ? undefined : new Date(stack.updatedAtMs),
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: false,
    EnableTerminationProtection: false,
    NotificationARNs: [],
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    Parameters: stack.parameters.map(({ key, value }) => ({ ParameterKey: key, ParameterValue: value })),
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  }) satisfies Stack;

/** What the two actions that list resources have in common. */
export const summary = (record: ResourceRecord) => ({
  LogicalResourceId: record.logicalId,
  PhysicalResourceId: record.physicalId,
  ResourceType: record.type,
  ResourceStatus: record.status,
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' as const },
});
