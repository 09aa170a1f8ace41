/**
 * The public access block of a bucket, and which policies count as public.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
import { parsePolicy, type Statement } from '../../../engine/policy/document.ts';
import type { Bucket } from '../model.ts';

export const PUBLIC_ACCESS_SETTINGS = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const;
export type PublicAccessBlock = Readonly<Record<(typeof PUBLIC_ACCESS_SETTINGS)[number], 'true' | 'false'>>;

/** Of a new bucket, since April 2023. */
export const ALL_BLOCKED: PublicAccessBlock = {
  BlockPublicAcls: 'true',
  IgnorePublicAcls: 'true',
  BlockPublicPolicy: 'true',
  RestrictPublicBuckets: 'true',
};
const NOTHING_BLOCKED: PublicAccessBlock = {
  BlockPublicAcls: 'false',
  IgnorePublicAcls: 'false',
  BlockPublicPolicy: 'false',
  RestrictPublicBuckets: 'false',
};

export const publicAccessBlockOf = (bucket: Bucket): PublicAccessBlock => ({
  ...NOTHING_BLOCKED,
  ...(bucket.configuration.publicAccessBlock as Partial<PublicAccessBlock> | undefined),
});

/** Condition keys that bind a statement to someone when their values are fixed. */
const BINDING_KEY =
  /^(?:aws:(?:sourcearn|sourcevpc|sourcevpce|sourceowner|sourceaccount|sourceip|userid|principalorgid|principalarn|principalaccount)|s3:(?:x-amz-server-side-encryption-aws-kms-key-id|dataaccesspoint(?:arn|account)))$/i;

/** Whether anybody is allowed something. */
export const isPublic = (policy: string): boolean => parsePolicy(policy, 'resource').Statement.some(isPublicStatement);

function isPublicStatement({ Effect, Principal, NotPrincipal, Condition = {} }: Statement): boolean {
  if (Effect !== 'Allow' || !(NotPrincipal || Principal?.AWS?.includes('*'))) return false;
  return !Object.entries(Condition).some(
    ([operator, keys]) =>
      !/Not|IfExists|Null/.test(operator) &&
      Object.entries(keys).some(
        ([key, values]) => BINDING_KEY.test(key) && !values.some((value) => /[*?]/.test(value)),
      ),
  );
}
