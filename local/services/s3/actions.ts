/** The actions of S3, all in one list. What is not in it is refused by name. */
import { abortMultipartUpload } from './actions/abort-multipart-upload.ts';
import { bucketPolicyActions } from './actions/bucket-policy.ts';
import { getBucketVersioning, putBucketVersioning } from './actions/bucket-versioning.ts';
import { completeMultipartUpload } from './actions/complete-multipart-upload.ts';
import { copyObject } from './actions/copy-object.ts';
import { createBucket } from './actions/create-bucket.ts';
import { createMultipartUpload } from './actions/create-multipart-upload.ts';
import { deleteBucket } from './actions/delete-bucket.ts';
import { deleteObject } from './actions/delete-object.ts';
import { deleteObjects } from './actions/delete-objects.ts';
import { getBucketAcl, getObjectAcl } from './actions/get-acl.ts';
import { getBucketLocation } from './actions/get-bucket-location.ts';
import { getObject } from './actions/get-object.ts';
import { getObjectAttributes } from './actions/get-object-attributes.ts';
import { headBucket } from './actions/head-bucket.ts';
import { headObject } from './actions/head-object.ts';
import { listBuckets } from './actions/list-buckets.ts';
import { listMultipartUploads } from './actions/list-multipart-uploads.ts';
import { listObjectVersions } from './actions/list-object-versions.ts';
import { listObjects } from './actions/list-objects.ts';
import { listObjectsV2 } from './actions/list-objects-v2.ts';
import { listParts } from './actions/list-parts.ts';
import { objectTaggingActions } from './actions/object-tagging.ts';
import { putObject } from './actions/put-object.ts';
import { uploadPart } from './actions/upload-part.ts';
import { uploadPartCopy } from './actions/upload-part-copy.ts';
import { configurationActions } from './buckets/configurations.ts';
import type { S3 } from './s3.ts';
import type { Operation } from './wire/operation.ts';

const buckets = [createBucket, headBucket, deleteBucket, listBuckets, getBucketLocation, getBucketAcl];
const bucketVersions = [getBucketVersioning, putBucketVersioning, listObjectVersions];
const objects = [putObject, getObject, headObject, copyObject, deleteObject, deleteObjects];
const looks = [listObjects, listObjectsV2, getObjectAttributes, getObjectAcl];
const multipart = [createMultipartUpload, uploadPart, uploadPartCopy, completeMultipartUpload, abortMultipartUpload];
const multipartLooks = [listParts, listMultipartUploads];

export const s3Actions = (s3: S3): Operation[] => [
  ...[...buckets, ...bucketVersions, ...objects, ...looks, ...multipart, ...multipartLooks].map((action) => action(s3)),
  ...objectTaggingActions(s3),
  ...bucketPolicyActions(s3),
  ...configurationActions(s3),
];
