/** Quotas of IAM, and the forms of its names. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
import * as z from 'zod';

/** Characters of a managed policy, white space not counted. */
export const MANAGED_POLICY_CHARACTERS = 6_144;
/** Characters of all inline policies of a role together, white space not counted. */
export const INLINE_POLICIES_CHARACTERS = 10_240;
/** Managed policies attached to one role; the quota that one may ask for. */
export const ATTACHED_POLICIES = 20;

export const roleName = z
  .string()
  .regex(/^[\w+=,.@-]{1,64}$/, 'a role name has 1 to 64 of letters, digits and _+=,.@-');
export const policyName = z
  .string()
  .regex(/^[\w+=,.@-]{1,128}$/, 'a policy name has 1 to 128 of letters, digits and _+=,.@-');
export const path = z
  .string()
  .max(512)
  .regex(/^\/$|^\/[!-~]+\/$/, 'a path begins and ends with /');
export const policyArn = z.string().min(20).max(2048);
export const tags = z
  .array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256).default('') }))
  .max(50);
/** How long a session of a role may last, in seconds. */
export const sessionDuration = z.coerce.number().int().min(3_600).max(43_200);
