/**
 * A template's own shape: sections, and the attributes of a resource. What is inside Properties is the resource type's
 * matter. A section or attribute that has no meaning here is refused by name.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
import * as z from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const expression = z.unknown().optional();

const parameter = z.strictObject({
  Type: z.string(),
  Default: z.union([scalar, z.array(scalar)]).optional(),
  Description: z.string().optional(),
  AllowedValues: z.array(scalar).optional(),
  AllowedPattern: z.string().optional(),
  ConstraintDescription: z.string().optional(),
  MinLength: z.coerce.number().optional(),
  MaxLength: z.coerce.number().optional(),
  MinValue: z.coerce.number().optional(),
  MaxValue: z.coerce.number().optional(),
  NoEcho: z.union([z.boolean(), z.string()]).optional(),
});

const deletionPolicy = z.enum(['Delete', 'Retain', 'RetainExceptOnCreate']);

const resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), expression).default({}),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  Condition: z.string().optional(),
  DeletionPolicy: deletionPolicy.optional(),
  UpdateReplacePolicy: deletionPolicy.optional(),
  Metadata: z.unknown().optional(),
});

const output = z.strictObject({
  Value: expression,
  Description: z.string().optional(),
  Condition: z.string().optional(),
  Export: z.strictObject({ Name: expression }).optional(),
});

const rule = z.strictObject({
  RuleCondition: expression,
  Assertions: z.array(z.strictObject({ Assert: expression, AssertDescription: z.string().optional() })),
});

export const templateDocument = z.strictObject({
  AWSTemplateFormatVersion: z.string().optional(),
  Description: z.string().optional(),
  Metadata: z.unknown().optional(),
  Parameters: z.record(z.string(), parameter).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), expression))).default({}),
  Conditions: z.record(z.string(), expression).default({}),
  Rules: z.record(z.string(), rule).default({}),
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), output).default({}),
});

export type TemplateDocument = z.output<typeof templateDocument>;
export type ParameterDeclaration = z.output<typeof parameter>;
export type ResourceDeclaration = z.output<typeof resource>;

/** What is wrong with a template's shape: where, and the sentence that CloudFormation's API would say. */
export function shapeProblem(issue: z.core.$ZodIssue): { readonly path: string; readonly wording: string } {
  const path = [...issue.path, ...(issue.code === 'unrecognized_keys' ? [issue.keys.join(', ')] : [])].join('.');
  const place = path ? `[/${path.replaceAll('.', '/')}] ` : '';
  return { path, wording: `Template format error: ${place}${issue.message}` };
}
