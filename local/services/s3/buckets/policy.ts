/** Putting a bucket's policy, for the API and for templates. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
import { AwsError } from '../../../engine/aws-error.ts';
import { parsePolicy } from '../../../engine/policy/document.ts';
import { compilePolicy } from '../../../engine/policy/policy.ts';
import { bucketArn } from '../arns.ts';
import { accessDenied } from '../errors.ts';
import { LARGEST_POLICY_BYTES } from '../limits.ts';
import type { S3 } from '../s3.ts';
import { isPublic, publicAccessBlockOf } from './public-access.ts';

/** Undefined takes it away. Throws MalformedPolicy, or AccessDenied for a public policy where those are blocked. */
export function setPolicy({ store }: S3, name: string, text: string | undefined): void {
  const { policy: _, ...bucket } = store.bucket(name);
  if (text === undefined) {
    store.buckets.put(name, bucket);
    return;
  }
  check(name, text);
  if (publicAccessBlockOf(bucket).BlockPublicPolicy === 'true' && isPublic(text)) {
    throw accessDenied(
      `User is not authorized to perform: s3:PutBucketPolicy on resource: "${bucketArn(name)}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`,
    );
  }
  store.buckets.put(name, { ...bucket, policy: text });
}

function check(bucket: string, text: string): void {
  const malformed = (message: string) => new AwsError('MalformedPolicy', message);
  if (Buffer.byteLength(text) > LARGEST_POLICY_BYTES)
    throw malformed('Normalized policy document exceeds the maximum allowed size of 20480 bytes.');
  try {
    const document = parsePolicy(text, 'resource');
    compilePolicy(document);
    const arn = bucketArn(bucket);
    for (const { Resource = [], NotResource = [] } of document.Statement) {
      if (
        [...Resource, ...NotResource].some(
          (one) => one !== '*' && one !== arn && !one.startsWith(`${arn}/`) && !/^arn:aws:s3:::[^/]*[*?]/.test(one),
        )
      )
        throw malformed('Policy has invalid resource');
    }
  } catch (error) {
    if (error instanceof AwsError && error.code === 'MalformedPolicyDocument') throw malformed(error.message);
    throw error;
  }
}
