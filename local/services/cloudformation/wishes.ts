/** What a request asks a stack to be: template, parameters with those that stay, capabilities that were acknowledged. */
import { AwsError } from '../../engine/aws-error.ts';
import type { StackDetails, StackRecord, StackWish, TemplateSummary } from '../../engine/stacks.ts';
import type { CloudFormation } from './context.ts';
import { validation } from './errors.ts';
import type { WishInput } from './inputs.ts';
import { templateText } from './template-text.ts';

export interface Asked extends WishInput {
  readonly UsePreviousTemplate?: boolean | undefined;
}

/** `before` is the stack that is to be updated. Throws AWS's refusals; the template's own are found later. */
export function wishOf(
  { engine, stacks }: CloudFormation,
  name: string,
  asked: Asked,
  before: StackRecord | undefined,
  more: Partial<StackDetails> = {},
): StackWish {
  const given = templateText(engine, asked);
  if (asked.UsePreviousTemplate && given !== undefined)
    throw validation('You cannot specify a template when UsePreviousTemplate is true');
  const text = given ?? (asked.UsePreviousTemplate ? before?.template : undefined);
  if (text === undefined) throw validation('Either Template URL or Template Body must be specified.');
  const summary = stacks.summarize(text);
  requireCapabilities(summary, asked.Capabilities);
  return {
    name,
    text,
    parameters: parametersOf(asked.Parameters, before),
    tags: asked.Tags ? Object.fromEntries(asked.Tags.map(({ Key, Value }) => [Key, Value])) : (before?.tags ?? {}),
    details: {
      capabilities: asked.Capabilities,
      ...(asked.NotificationARNs && { notificationArns: asked.NotificationARNs }),
      ...(asked.RoleARN !== undefined && { roleArn: asked.RoleARN }),
      ...more,
    },
    ...(asked.ClientRequestToken !== undefined && { token: asked.ClientRequestToken }),
  };
}

/** Who acknowledges names acknowledges IAM. */
function requireCapabilities({ capabilities }: TemplateSummary, acknowledged: readonly string[]): void {
  const missing = capabilities.filter(
    (needed) => !acknowledged.includes(needed) && !acknowledged.includes('CAPABILITY_NAMED_IAM'),
  );
  if (missing.length > 0)
    throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${missing.join(', ')}]`);
}

function parametersOf(
  parameters: WishInput['Parameters'],
  before: StackRecord | undefined,
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const { ParameterKey: key, ParameterValue: value, UsePreviousValue } of parameters) {
    if (UsePreviousValue && value !== undefined)
      throw validation(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
      );
    if (UsePreviousValue && !before?.parameters.some((one) => one.key === key))
      throw validation(
        `Invalid input for parameter key ${key}. Unable to use previous value for a parameter that does not exist.`,
      );
    const next = UsePreviousValue ? before?.given?.[key] : value;
    if (next !== undefined) values[key] = next; // a previous default stays the default
  }
  return values;
}
