/**
 * "Object Created" and "Object Deleted" on the default bus, for buckets that are configured so.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
import type { Engine } from '../../engine/engine.ts';
import { bucketArn } from './arns.ts';
import type { Bucket, Version } from './model.ts';
import type { S3Call } from './wire/operation.ts';

export interface Events {
  /** `reason` is the action that made it: PutObject, CopyObject, CompleteMultipartUpload. */
  created(bucket: Bucket, version: Version, reason: string, call: S3Call): void;
  deleted(bucket: Bucket, version: Version, markerMade: boolean, call: S3Call): void;
}

export function createEvents(engine: Engine): Events {
  let last = 0;
  /** Hexadecimal, rising. */
  function sequencer(): string {
    last = Math.max(last + 1, engine.clock.now() * 1000);
    return last.toString(16).toUpperCase().padStart(18, '0');
  }
  /** The bus keeps what it takes; one that refuses is reported and holds up nobody. */
  function tell(bucket: Bucket, type: string, version: Version, detail: object, call: S3Call): void {
    const configured = bucket.configuration.notification;
    if (!configured || typeof configured !== 'object' || !('EventBridgeConfiguration' in configured)) return;
    const arn = bucketArn(bucket.name);
    const event = {
      source: 'aws.s3',
      'detail-type': type,
      resources: [arn],
      detail: {
        version: '0',
        bucket: { name: bucket.name },
        object: {
          key: version.key,
          ...(version.kind === 'object' && type === 'Object Created' && { size: version.size }),
          ...(version.kind === 'object' && { etag: version.etag }),
          ...(version.versionId !== undefined && { 'version-id': version.versionId }),
          sequencer: sequencer(),
        },
        'request-id': call.requestId,
        requester: call.principal.accountId || engine.account,
        'source-ip-address': '127.0.0.1',
        ...detail,
      },
    };
    const bus = engine.arn('events', 'event-bus/default');
    engine.ports
      .target(bus)
      .deliver(bus, { body: JSON.stringify(event), source: { principal: 's3.amazonaws.com', arn } })
      .catch((error) => engine.report(`s3: event of ${arn}`, error));
  }
  return {
    created: (bucket, version, reason, call) => tell(bucket, 'Object Created', version, { reason }, call),
    deleted(bucket, version, markerMade, call) {
      const kind = markerMade ? 'Delete Marker Created' : 'Permanently Deleted';
      tell(bucket, 'Object Deleted', version, { reason: 'DeleteObject', 'deletion-type': kind }, call);
    },
  };
}
