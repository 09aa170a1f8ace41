/** Stacks, resources and changes in the words of the API. */
import type { Capability, Change, Parameter, ResourceTargetDefinition, Stack } from '@aws-sdk/client-cloudformation';
import type {
  ChangeDetail,
  ParameterRecord,
  ResourceChange,
  ResourceRecord,
  StackRecord,
} from '../../engine/stacks.ts';
import { type ChangeSet, executionStatusOf } from './change-sets.ts';

export const parameters = (records: readonly ParameterRecord[]): Parameter[] =>
  records.map(({ key, value, resolved }) => ({ ParameterKey: key, ParameterValue: value, ResolvedValue: resolved }));

export const tags = (record: Readonly<Record<string, string>>) =>
  Object.entries(record).map(([Key, Value]) => ({ Key, Value }));

export const described = (stack: StackRecord) =>
  ({
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.details?.changeSetId,
    Description: stack.description,
    CreationTime: new Date(stack.createdAtMs),
    LastUpdatedTime: stack.updatedAtMs === undefined ? undefined : new Date(stack.updatedAtMs),
    DeletionTime: stack.deletedAtMs === undefined ? undefined : new Date(stack.deletedAtMs),
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason,
    DisableRollback: stack.details?.onFailure === 'DO_NOTHING',
    EnableTerminationProtection: stack.details?.terminationProtection ?? false,
    NotificationARNs: [...(stack.details?.notificationArns ?? [])],
    RoleARN: stack.details?.roleArn,
    Capabilities: [...(stack.details?.capabilities ?? [])] as Capability[],
    Parameters: parameters(stack.parameters),
    Tags: tags(stack.tags),
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  }) satisfies Stack;

/** What the actions that tell of resources have in common. */
export const resource = (record: ResourceRecord) => ({
  LogicalResourceId: record.logicalId,
  PhysicalResourceId: record.physicalId,
  ResourceType: record.type,
  ResourceStatus: record.status,
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' as const },
});

/** What the actions that tell of change sets have in common. */
export const changeSetSummary = (one: ChangeSet, stack: StackRecord | undefined) => ({
  ChangeSetName: one.name,
  ChangeSetId: one.id,
  StackId: one.stackId,
  StackName: one.stackName,
  Description: one.description,
  CreationTime: new Date(one.createdAtMs),
  Status: one.status,
  StatusReason: one.reason,
  ExecutionStatus: executionStatusOf(one, stack),
  IncludeNestedStacks: false,
});

export function change(
  { action, logicalId, physicalId, type, replacement, policyAction, details, before, after }: ResourceChange,
  withValues: boolean,
): Change {
  return {
    Type: 'Resource',
    ResourceChange: {
      PolicyAction: policyAction,
      Action: action,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      Replacement: replacement,
      Scope: [...new Set(details.map(({ attribute }) => attribute))],
      Details: details.map((detail) => ({
        Target: target(detail, withValues),
        Evaluation: detail.evaluation,
        ChangeSource: detail.source,
        CausingEntity: detail.cause,
      })),
      ...(withValues && { BeforeContext: before, AfterContext: after }),
    },
  };
}

function target(
  { attribute, name, recreation, before, after }: ChangeDetail,
  withValues: boolean,
): ResourceTargetDefinition {
  const AttributeChangeType = before === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify';
  return {
    Attribute: attribute,
    Name: name,
    RequiresRecreation: recreation,
    ...(withValues && {
      Path: name === undefined ? `/${attribute}` : `/${attribute}/${name}`,
      BeforeValue: before,
      AfterValue: after,
      AttributeChangeType,
    }),
  };
}
