/** Findings of cdk-nag's AwsSolutions that are accepted, each as narrow as it can be said, with the reason. */
import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Accepts one finding at a construct and below it. */
export const acknowledge = (scope: IConstruct, id: string, reason: string): void => {
  Validations.of(scope).acknowledge({ id, reason });
};

/** Accepts that a policy names a family of resources by a pattern. */
export const acknowledgeWildcard = (scope: IConstruct, resource: string, reason: string): void =>
  acknowledge(scope, `AwsSolutions-IAM5[Resource::${asPrinted(scope, resource)}]`, reason);

/** An ARN as cdk-nag prints it: references in angle brackets. */
function asPrinted(scope: IConstruct, resource: string): string {
  const resolved: unknown = Stack.of(scope).resolve(resource);
  if (typeof resolved === 'string') return resolved;
  const parts = (resolved as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']?.[1] ?? [];
  return parts.map((part) => (typeof part === 'string' ? part : `<${(part as { Ref: string }).Ref}>`)).join('');
}
