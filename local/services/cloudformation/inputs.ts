/**
 * Members that several actions take. What has no effect here is named, with its reason; what is not here is refused by name.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 */
import * as z from 'zod';

/** Truths travel as text. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Largest template given in the request itself. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LARGEST_TEMPLATE_BODY_BYTES = 51_200;

const body = z
  .string()
  .refine(
    (text) => Buffer.byteLength(text) <= LARGEST_TEMPLATE_BODY_BYTES,
    `Member must have length less than or equal to ${LARGEST_TEMPLATE_BODY_BYTES}`,
  );

export const templateMembers = { TemplateBody: body.optional(), TemplateURL: z.string().max(5120).optional() };

/** A name, or an id. */
export const stackReference = z.string().min(1);

export const newStackName = z
  .string()
  .max(128, 'Member must have length less than or equal to 128')
  .regex(/^[a-zA-Z][-a-zA-Z0-9]*$/, 'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*');

const parameter = z.strictObject({
  ParameterKey: z.string(),
  ParameterValue: z.string().optional(),
  UsePreviousValue: flag.optional(),
  ResolvedValue: z.string().optional(),
});

const CAPABILITIES = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] as const;

/** What creating, updating and change sets have in common. */
export const wishMembers = {
  ...templateMembers,
  Parameters: z.array(parameter).default([]),
  Tags: z
    .array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }))
    .max(50)
    .optional(),
  Capabilities: z.array(z.enum(CAPABILITIES)).default([]),
  NotificationARNs: z.array(z.string()).max(5).optional(),
  RoleARN: z.string().optional(),
  ClientRequestToken: z.string().min(1).max(128).optional(),
  /** How AWS runs an operation; here it is the same. */
  DeploymentConfig: z.strictObject({ Mode: z.enum(['STANDARD', 'EXPRESS']).optional() }).optional(),
};

const wish = z.object(wishMembers);
export type WishInput = z.output<typeof wish>;
