/**
 * Stacks, in the words of the CloudFormation service, which asks for them; local/template offers them as the port `stacks`.
 *
 * Working on a stack is begun by a call that returns at once, and goes on by itself; what became of it is told by the
 * stack's status and its events.
 */
import type { Json, Resource } from './service.ts';

export interface OutputRecord {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

type Phase = 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html (status codes) */
export type StackStatus =
  | 'REVIEW_IN_PROGRESS'
  | `${'CREATE' | 'DELETE' | 'ROLLBACK' | 'UPDATE' | 'UPDATE_ROLLBACK'}_${Phase}`
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';

export type ResourceStatus = `${'CREATE' | 'DELETE' | 'UPDATE'}_${Phase}` | 'DELETE_SKIPPED';

/** Values of a stack's parameters, for people: what is not to be echoed is hidden. */
export interface ParameterRecord {
  readonly key: string;
  readonly value: string;
  /** What the value leads to, for a parameter that names one of Parameter Store. */
  readonly resolved?: string;
}

/** What a caller may say of a stack beside its template. */
export interface StackDetails {
  readonly capabilities?: readonly string[];
  readonly notificationArns?: readonly string[];
  readonly roleArn?: string;
  readonly terminationProtection?: boolean;
  /** What becomes of a stack that cannot be created or updated; ROLLBACK unless told. */
  readonly onFailure?: 'ROLLBACK' | 'DO_NOTHING' | 'DELETE';
  readonly changeSetId?: string;
}

/** What a stack is to be. */
export interface StackWish {
  readonly name: string;
  /** The template's text, kept byte for byte: tools compare it. */
  readonly text: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly details?: StackDetails;
  /** The caller's token; it stands in the events. */
  readonly token?: string;
}

/** What a stack has no more, and what becomes of it. */
export interface Unwanted {
  readonly record: ResourceRecord;
  readonly retain: boolean;
}

export interface StackRecord {
  readonly name: string;
  readonly id: string;
  readonly status: StackStatus;
  readonly statusReason?: string;
  readonly description?: string;
  readonly createdAtMs: number;
  readonly updatedAtMs?: number;
  readonly deletedAtMs?: number;
  /** As it was given, byte for byte. */
  readonly template: string;
  readonly parameters: readonly ParameterRecord[];
  /** Values that were given, as they were given: the next update may ask to keep them. */
  readonly given?: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly details?: StackDetails;
  readonly outputs: readonly OutputRecord[];
  /** Names of the exports of other stacks that it uses. */
  readonly imports?: readonly string[];
  /** How often each logical id was replaced or let go: part of the names that are made. */
  readonly generations: Readonly<Record<string, number>>;
  /** Still to be removed; empty but while an update cleans up. */
  readonly unwanted?: readonly Unwanted[];
}

export interface ResourceRecord extends Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly generation: number;
  readonly status: ResourceStatus;
  readonly statusReason?: string;
  readonly atMs: number;
  /** As they were resolved, without those that have no effect. */
  readonly properties: Readonly<Record<string, Json>>;
  readonly needs: readonly string[];
  readonly retain: boolean;
}

/** One step of a stack or of a resource of it. */
export interface StackEvent {
  readonly id: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly atMs: number;
  readonly status: StackStatus | ResourceStatus;
  readonly reason?: string;
  /** JSON text. */
  readonly properties?: string;
  readonly token?: string;
}

/** Why one property of a resource changes. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html */
export interface ChangeDetail {
  readonly attribute: 'Properties' | 'Metadata' | 'DeletionPolicy' | 'UpdateReplacePolicy' | 'Tags';
  /** Property; only for `Properties`. */
  readonly name?: string;
  readonly recreation: 'Never' | 'Conditionally' | 'Always';
  /** Whether the new value is known before other resources exist. */
  readonly evaluation: 'Static' | 'Dynamic';
  readonly source: 'DirectModification' | 'ParameterReference' | 'ResourceReference' | 'ResourceAttribute';
  /** `Logical`, or `Logical.Attribute`, or the parameter. */
  readonly cause?: string;
  readonly before?: string;
  readonly after?: string;
}

export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly replacement?: 'True' | 'False' | 'Conditional';
  readonly policyAction?: 'Delete' | 'Retain' | 'ReplaceAndDelete' | 'ReplaceAndRetain';
  readonly details: readonly ChangeDetail[];
  /** The resource as JSON text, where values are known. */
  readonly before?: string;
  readonly after?: string;
}

export interface StackPlan {
  readonly changes: readonly ResourceChange[];
  /** Neither a resource nor an output, a tag or a parameter would be another. */
  readonly same: boolean;
  readonly parameters: readonly ParameterRecord[];
  readonly description?: string;
}

export interface TemplateSummary {
  readonly description?: string;
  readonly version?: string;
  /** JSON text. */
  readonly metadata?: string;
  readonly parameters: readonly {
    readonly key: string;
    readonly type: string;
    readonly noEcho: boolean;
    readonly description?: string;
    readonly defaultValue?: string;
    readonly allowedValues?: readonly string[];
  }[];
  readonly resourceTypes: readonly string[];
  /** `CAPABILITY_IAM` … that a caller must acknowledge. */
  readonly capabilities: readonly string[];
  readonly capabilitiesReason?: string;
}

/** Refusals are AWS's `ValidationError`, with all that must be mended in one message. */
export interface Stacks {
  /** Resource types that can be deployed here. */
  types(): string[];
  /** Newest first, deleted ones included. */
  list(): StackRecord[];
  /** By name, or by id, which finds deleted ones too. */
  find(nameOrId: string): StackRecord | undefined;
  resources(stackName: string): ResourceRecord[];
  /** Newest first; `before` is the key of the last one that was given. */
  events(
    stackId: string,
    limit: number,
    before?: string,
  ): readonly { readonly key: string; readonly event: StackEvent }[];
  /** Names of the stacks that use an export. */
  importers(exportName: string): string[];
  summarize(text: string): TemplateSummary;
  /** What would change; nothing does. */
  plan(wish: StackWish): StackPlan;
  /** A stack with nothing in it, for a change set that creates it. */
  review(wish: StackWish): StackRecord;
  /** Begins; the stack's status is `CREATE_IN_PROGRESS` or `UPDATE_IN_PROGRESS` when it returns. */
  begin(wish: StackWish): StackRecord;
  remove(name: string, options: { readonly retain?: readonly string[]; readonly token?: string }): void;
  protect(name: string, protectedFromDeletion: boolean): void;
  /** Resolves when nothing is being done to the stack any more, or the signal aborts. */
  settled(name: string, signal: AbortSignal): Promise<void>;
}
