/** Quotas of Parameter Store. https://docs.aws.amazon.com/general/latest/gr/ssm.html */
import * as z from 'zod';

/** Of a value, in bytes, in the standard and the advanced tier. */
export const STANDARD_BYTES = 4_096;
export const ADVANCED_BYTES = 8_192;

/** A name, or the ARN of a parameter; gives the name. */
export const parameterName = z
  .string()
  .transform((text) => /^arn:[^:]+:ssm:[^:]*:[^:]*:parameter(\/.+)$/.exec(text)?.[1] ?? text)
  .pipe(z.string().regex(/^[\w./-]{1,1011}(:[\w.-]+)?$/, 'a parameter name has letters, digits and _.-/'));
export const TYPES = ['String', 'StringList', 'SecureString'] as const;
export const TIERS = ['Standard', 'Advanced', 'Intelligent-Tiering'] as const;
export const tags = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).max(1000);
