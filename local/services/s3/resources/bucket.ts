/**
 * AWS::S3::Bucket: a bucket of a template. A change is made in place, but for its name.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
 */
import { AwsError } from '../../../engine/aws-error.ts';
import { type Place, type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import { bucketArn } from '../arns.ts';
import { families } from '../buckets/configurations.ts';
import { makeBucket, NEW_CONFIGURATION, removeBucket } from '../buckets/life.ts';
import type { Bucket } from '../model.ts';
import type { S3 } from '../s3.ts';
import type { Xml } from '../wire/xml.ts';
import { type BucketProperties, bucketProperties, configurationsOf } from './bucket-properties.ts';

const LONGEST_NAME = 63;

export function bucketType(s3: S3): ResourceType {
  const { engine, store } = s3;
  const nameOf = ({ BucketName }: BucketProperties, place: Place) =>
    BucketName ?? place.name(LONGEST_NAME).toLowerCase();

  /** What the template leaves out is as in a new bucket. */
  function configure(bucket: Bucket, given: BucketProperties): void {
    const configuration: Record<string, Xml> = { ...NEW_CONFIGURATION };
    for (const [marker, content] of Object.entries(configurationsOf(given)))
      if (content !== undefined) configuration[marker] = checked(marker, content);
    const versioning =
      given.VersioningConfiguration?.Status ?? (bucket.versioning === undefined ? undefined : 'Suspended');
    store.buckets.put(bucket.name, { ...bucket, configuration, ...(versioning && { versioning }) });
  }
  const described = (name: string): Resource => ({
    physicalId: name,
    attributes: {
      Arn: bucketArn(name),
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${engine.region}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${engine.region}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${engine.region}.amazonaws.com`,
    },
  });

  return resourceType({
    type: 'AWS::S3::Bucket',
    properties: bucketProperties,
    withoutEffect: { AccessControl: 'access control lists are off' },
    async create(given, place) {
      const name = nameOf(given, place);
      if (store.buckets.get(name)) throw new AwsError('AlreadyExists', `${name} already exists`, { status: 409 });
      const fresh = makeBucket(s3, name);
      try {
        configure(fresh, given);
      } catch (error) {
        store.buckets.delete(name);
        throw error;
      }
      await engine.store.durable();
      return described(name);
    },
    async update(given, current, place) {
      const name = nameOf(given, place);
      if (name !== current.physicalId) return 'replace';
      configure(store.bucket(name), given);
      await engine.store.durable();
      return described(name);
    },
    async remove({ physicalId }) {
      if (store.buckets.get(physicalId)) removeBucket(s3, physicalId);
      await engine.store.durable();
    },
  });
}

/** Held to the same rules as the API's document. */
function checked(marker: string, content: Xml): Xml {
  const family = families.find((one) => one.marker === marker);
  const parsed = family?.document.safeParse(content);
  if (parsed?.success) return parsed.data;
  const [issue] = parsed?.error.issues ?? [];
  throw new AwsError('MalformedXML', `${family?.root}.${issue?.path.join('.')}: ${issue?.message}`);
}
