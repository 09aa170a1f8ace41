/**
 * The sub-resources that configure a bucket: one row each, and the actions that read, write and delete them made of the row.
 * What each document may hold is in documents.ts.
 */
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { bucketArn } from '../arns.ts';
import { MOST_BUCKET_TAGS } from '../limits.ts';
import type { Bucket } from '../model.ts';
import type { S3 } from '../s3.ts';
import { type Operation, operation } from '../wire/operation.ts';
import { bucketName, tagsOf } from '../wire/schemas.ts';
import type { Xml } from '../wire/xml.ts';
import * as documents from './documents.ts';

interface Family {
  readonly marker: string;
  readonly root: string;
  readonly document: z.ZodType<Xml>;
  /** AWS's names of the actions; those that there are. */
  readonly get: string;
  readonly put: string;
  readonly delete?: string;
  /** IAM actions, where they differ. */
  readonly mayGet: string;
  readonly mayPut: string;
  /** Refusal when nothing is configured; without it a plain document is answered. */
  readonly missing?: readonly [code: string, message: string];
  readonly plain?: Xml;
  /** Status of a put. */
  readonly status?: number;
  check?(content: never): void;
}

export const families: readonly Family[] = [
  {
    marker: 'tagging',
    root: 'Tagging',
    document: documents.tagging,
    get: 'GetBucketTagging',
    put: 'PutBucketTagging',
    delete: 'DeleteBucketTagging',
    mayGet: 'GetBucketTagging',
    mayPut: 'PutBucketTagging',
    missing: ['NoSuchTagSet', 'The TagSet does not exist'],
    status: 204,
    check: ({ TagSet }: z.output<typeof documents.tagging>) => void tagsOf(TagSet.Tag, MOST_BUCKET_TAGS),
  },
  {
    marker: 'lifecycle',
    root: 'LifecycleConfiguration',
    document: documents.lifecycle,
    get: 'GetBucketLifecycleConfiguration',
    put: 'PutBucketLifecycleConfiguration',
    delete: 'DeleteBucketLifecycle',
    mayGet: 'GetLifecycleConfiguration',
    mayPut: 'PutLifecycleConfiguration',
    missing: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  },
  {
    marker: 'cors',
    root: 'CORSConfiguration',
    document: documents.cors,
    get: 'GetBucketCors',
    put: 'PutBucketCors',
    delete: 'DeleteBucketCors',
    mayGet: 'GetBucketCORS',
    mayPut: 'PutBucketCORS',
    missing: ['NoSuchCORSConfiguration', 'The CORS configuration does not exist'],
  },
  {
    marker: 'encryption',
    root: 'ServerSideEncryptionConfiguration',
    document: documents.encryption,
    get: 'GetBucketEncryption',
    put: 'PutBucketEncryption',
    delete: 'DeleteBucketEncryption',
    mayGet: 'GetEncryptionConfiguration',
    mayPut: 'PutEncryptionConfiguration',
    plain: {
      Rule: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: 'false' }],
    },
  },
  {
    marker: 'ownershipControls',
    root: 'OwnershipControls',
    document: documents.ownershipControls,
    get: 'GetBucketOwnershipControls',
    put: 'PutBucketOwnershipControls',
    delete: 'DeleteBucketOwnershipControls',
    mayGet: 'GetBucketOwnershipControls',
    mayPut: 'PutBucketOwnershipControls',
    missing: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
  },
  {
    marker: 'publicAccessBlock',
    root: 'PublicAccessBlockConfiguration',
    document: documents.publicAccessBlock,
    get: 'GetPublicAccessBlock',
    put: 'PutPublicAccessBlock',
    delete: 'DeletePublicAccessBlock',
    mayGet: 'GetBucketPublicAccessBlock',
    mayPut: 'PutBucketPublicAccessBlock',
    missing: ['NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'],
  },
  {
    marker: 'notification',
    root: 'NotificationConfiguration',
    document: documents.notification,
    get: 'GetBucketNotificationConfiguration',
    put: 'PutBucketNotificationConfiguration',
    mayGet: 'GetBucketNotification',
    mayPut: 'PutBucketNotification',
    plain: {},
  },
];

/** Sets or takes away one sub-resource. Throws NoSuchBucket. */
export function configure({ store }: S3, name: string, marker: string, content: Xml): Bucket {
  const bucket = store.bucket(name);
  const { [marker]: _, ...others } = bucket.configuration;
  const changed: Bucket = {
    ...bucket,
    configuration: { ...others, ...(content !== undefined && { [marker]: content }) },
  };
  store.buckets.put(name, changed);
  return changed;
}

export const configurationActions = (s3: S3): Operation[] => families.flatMap((family) => actionsOf(s3, family));

function actionsOf(s3: S3, family: Family): Operation[] {
  const { marker, root, document, missing, plain, status = 200 } = family;
  const input = z.strictObject({ Bucket: bucketName });
  const binding = { at: 'bucket', marked: [marker] } as const;
  const may = (action: string) => (given: { Bucket: string }) => [{ action, resource: bucketArn(given.Bucket) }];
  const read = operation({
    name: family.get,
    binding: { ...binding, method: 'GET' },
    input,
    permissions: may(family.mayGet),
    run({ Bucket }) {
      const content = s3.store.bucket(Bucket).configuration[marker] ?? plain;
      if (content !== undefined) return { xml: [root, content] };
      const [code, message] = missing ?? ['NoSuchConfiguration', 'The specified configuration does not exist.'];
      throw new AwsError(code, message, { status: 404, members: { BucketName: Bucket } });
    },
  });
  const write = operation({
    name: family.put,
    binding: { ...binding, method: 'PUT', document: [root, 'Document'] },
    input: z.strictObject({ Bucket: bucketName, Document: document }),
    permissions: may(family.mayPut),
    run({ Bucket, Document }) {
      family.check?.(Document as never);
      configure(s3, Bucket, marker, Document);
      return { status };
    },
  });
  const remove =
    family.delete === undefined
      ? []
      : [
          operation({
            name: family.delete,
            binding: { ...binding, method: 'DELETE' },
            input,
            permissions: may(family.mayPut),
            run({ Bucket }) {
              configure(s3, Bucket, marker, undefined);
              return { status: 204 };
            },
          }),
        ];
  return [read, write, ...remove];
}
