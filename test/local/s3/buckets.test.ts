/** Buckets: making, listing, removing, configuring; CORS; events. */
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketCorsCommand,
  DeleteObjectCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketTaggingCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { testCloud } from '../../kit/cloud.ts';
import { Bucket, plain, s3Client, s3Cloud, signed } from './s3-cloud.ts';

describe('a bucket', () => {
  test('is made, found, listed and removed', async () => {
    const { client, put } = await s3Cloud();
    await client.send(new CreateBucketCommand({ Bucket: 'another' }));
    expect((await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual([
      'another',
      Bucket,
    ]);
    expect((await client.send(new ListBucketsCommand({ Prefix: 'test' }))).Buckets).toHaveLength(1);
    expect((await client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1');
    expect((await client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
    expect((await client.send(new GetBucketAclCommand({ Bucket }))).Grants?.[0]?.Permission).toBe('FULL_CONTROL');
    await put('a', '1');
    const drop = new DeleteBucketCommand({ Bucket });
    await expect(client.send(drop)).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await client.send(drop);
    await expect(client.send(drop)).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(client.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('outside of us-east-1 has a location, and is made once', async () => {
    const cloud = await testCloud({ region: 'eu-west-1' });
    const client = s3Client(cloud, { region: 'eu-west-1' });
    const make = (LocationConstraint: string) =>
      client.send(
        new CreateBucketCommand({
          Bucket,
          CreateBucketConfiguration: { LocationConstraint: LocationConstraint as never },
        }),
      );
    await expect(make('eu-north-1')).rejects.toMatchObject({ name: 'IllegalLocationConstraintException' });
    await make('eu-west-1');
    await expect(make('eu-west-1')).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    expect((await client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-west-1');
  });

  test.each(['ab', 'Upper', 'a..b', '10.0.0.1', 'xn--a', '-a-', 'a_b', 'a-s3alias', 'x'.repeat(64)])(
    'is not called %s',
    async (name) => {
      const { cloud } = await s3Cloud();
      const answer = await plain(cloud, 'PUT', `/${name}`, { headers: signed() });
      expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('<Code>InvalidBucketName</Code>') });
    },
  );
});

describe('a configuration', () => {
  test('of a new bucket is that of AWS', async () => {
    const { client } = await s3Cloud();
    const encryption = await client.send(new GetBucketEncryptionCommand({ Bucket }));
    const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
    expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256');
    const { OwnershipControls } = await client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    const { PublicAccessBlockConfiguration } = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
    await expect(client.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchTagSet' });
    await expect(client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchLifecycleConfiguration',
    });
  });

  test('is read back as it was put', async () => {
    const { client, put, get } = await s3Cloud();
    const TagSet = [{ Key: 'a', Value: 'b & c' }];
    await client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await client.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
    const Rules = [
      {
        ID: 'old',
        Status: 'Enabled' as const,
        Filter: { And: { Prefix: 'logs/', Tags: TagSet } },
        Expiration: { Days: 30 },
        Transitions: [{ Days: 10, StorageClass: 'GLACIER' as const }],
        NoncurrentVersionExpiration: { NoncurrentDays: 7, NewerNoncurrentVersions: 2 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ];
    await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
    expect((await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules);
    const byKey = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'alias/x' };
    const rules = { Rules: [{ ApplyServerSideEncryptionByDefault: byKey, BucketKeyEnabled: true }] };
    await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: rules }));
    await put('a', '1');
    expect(await get('a')).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/x' });
  });

  test('that is not whole, or asks for what is not built, is refused by name', async () => {
    const { client, cloud } = await s3Cloud();
    const send = (path: string, body: string) => plain(cloud, 'PUT', `/${Bucket}?${path}`, { headers: signed(), body });
    for (const body of ['', 'no xml', '<a>', '<Tagging><TagSet><Tag><Key>k</Key></Tag></TagSet></Tagging>', '<Other/>'])
      expect((await send('tagging', body)).body).toContain('<Code>MalformedXML</Code>');
    expect(
      (
        await send(
          'lifecycle',
          '<LifecycleConfiguration><Rule><Status>Enabled</Status><What/></Rule></LifecycleConfiguration>',
        )
      ).body,
    ).toContain('What');
    const queue = { QueueArn: 'arn:aws:sqs:us-east-1:000000000000:q', Events: ['s3:ObjectCreated:*' as const] };
    const NotificationConfiguration = { QueueConfigurations: [queue] };
    await expect(
      client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration })),
    ).rejects.toMatchObject({ name: 'MalformedXML', Detail: expect.stringContaining('EventBridge only') });
  });
});

describe('CORS', () => {
  const CORSRules = [
    {
      AllowedMethods: ['GET', 'PUT'],
      AllowedOrigins: ['https://*.example.com'],
      AllowedHeaders: ['x-*'],
      ExposeHeaders: ['ETag'],
      MaxAgeSeconds: 60,
    },
  ];
  const asks = {
    origin: 'https://app.example.com',
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'X-One',
  };

  test('lets in what a rule allows', async () => {
    const { client, cloud, put } = await s3Cloud();
    await put('a', '1');
    const preflight = (headers: Record<string, string>) => plain(cloud, 'OPTIONS', `/${Bucket}/a`, { headers });
    expect((await preflight(asks)).body).toContain('CORS is not enabled');
    await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    expect((await client.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual(CORSRules);
    const allowed = {
      'access-control-allow-origin': asks.origin,
      'access-control-allow-methods': 'GET, PUT',
      'access-control-max-age': '60',
    };
    expect(await preflight(asks)).toMatchObject({
      status: 200,
      headers: { ...allowed, 'access-control-allow-headers': 'x-one' },
    });
    for (const other of [
      { origin: 'https://example.org' },
      { 'access-control-request-method': 'DELETE' },
      { 'access-control-request-headers': 'y' },
    ])
      expect(await preflight({ ...asks, ...other })).toMatchObject({ status: 403 });
    const answer = await plain(cloud, 'GET', `/${Bucket}/a`, { headers: signed({ origin: asks.origin }) });
    expect(answer).toMatchObject({
      body: '1',
      headers: { 'access-control-allow-origin': asks.origin, 'access-control-expose-headers': 'ETag' },
    });
    await client.send(new DeleteBucketCorsCommand({ Bucket }));
    const without = await plain(cloud, 'GET', `/${Bucket}/a`, { headers: signed({ origin: asks.origin }) });
    expect(without.headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each([
    ['AllowedOrigin', { AllowedOrigins: ['https://*.*'] }],
    ['AllowedHeader', { AllowedHeaders: ['*-*'] }],
  ])('takes one star in an %s', async (name, change) => {
    const { client } = await s3Cloud();
    const [rule] = CORSRules;
    const CORSConfiguration = {
      CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'], ...rule, ...change }],
    };
    await expect(client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }))).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringMatching(`^${name} ".*" can not have more than one wildcard`),
    });
  });
});

describe('events', () => {
  test('go to the default bus when the bucket is configured so', async () => {
    const { client, cloud, put } = await s3Cloud();
    const bodies: string[] = [];
    const bus = cloud.engine.arn('events', 'event-bus/default');
    cloud.engine.ports.offerTarget('events', {
      async deliver(arn, { body }) {
        expect(arn).toBe(bus);
        bodies.push(body);
      },
    });
    await put('before', '1');
    const NotificationConfiguration = { EventBridgeConfiguration: {} };
    await client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
    expect(await client.send(new GetBucketNotificationConfigurationCommand({ Bucket }))).toMatchObject(
      NotificationConfiguration,
    );
    await put('a b', 'hello');
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'a b' }));
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'never there' }));
    expect(bodies.map((body) => JSON.parse(body))).toMatchObject([
      {
        source: 'aws.s3',
        'detail-type': 'Object Created',
        resources: [`arn:aws:s3:::${Bucket}`],
        detail: {
          bucket: { name: Bucket },
          object: { key: 'a b', size: 5, etag: expect.any(String) },
          reason: 'PutObject',
        },
      },
      { 'detail-type': 'Object Deleted', detail: { object: { key: 'a b' }, 'deletion-type': 'Permanently Deleted' } },
    ]);
  });
});
