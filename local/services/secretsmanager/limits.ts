/** Quotas of Secrets Manager. https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
import * as z from 'zod';

/** Of a secret's value, in bytes. */
const VALUE_BYTES = 65_536;
/** How long a deleted secret can be restored unless told, in days. */
export const RECOVERY_DAYS = 30;

export const secretName = z
  .string()
  .regex(/^[\w/+=.@-]{1,512}$/, 'a secret name has 1 to 512 of letters, digits and /_+=.@-');
/** Name, ARN, or the ARN without its last six characters. */
export const secretId = z.string().min(1).max(2048);
export const secretString = z.string().refine((text) => Buffer.byteLength(text) <= VALUE_BYTES, {
  error: `a secret has at most ${VALUE_BYTES} bytes`,
});
/** Base 64, as JSON carries bytes. */
export const secretBinary = z.string().max(Math.ceil(VALUE_BYTES / 3) * 4);
export const clientRequestToken = z.string().min(32).max(64).optional();
export const tags = z
  .array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256).default('') }))
  .max(50);
export type Tag = z.output<typeof tags>[number];
