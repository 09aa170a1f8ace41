/** ARNs of buckets and objects: without region and account. https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html */

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
export const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;
