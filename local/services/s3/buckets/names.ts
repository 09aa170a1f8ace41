/** What a bucket may be called. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
import { AwsError } from '../../../engine/aws-error.ts';

const SHAPE = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const RESERVED = /^(?:xn--|sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** Throws InvalidBucketName. */
export function checkBucketName(name: string): void {
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name);
  if (SHAPE.test(name) && !isAddress && !name.includes('..') && !RESERVED.test(name)) return;
  throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', { members: { BucketName: name } });
}
