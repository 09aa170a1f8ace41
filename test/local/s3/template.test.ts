/** Buckets and policies of a template, as CDK makes them; code of functions from a bucket; events on their way to a queue. */
import { CreateFunctionCommand, InvokeCommand, LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import {
  DeleteObjectCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { s3Client, s3Cloud, Bucket as TEST_BUCKET } from './s3-cloud.ts';

/** What `cdk synth` makes of a bucket with enforceSSL, encryption, blockPublicAccess, versioned, cors and lifecycleRules. */
const lifecycleRule = {
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  ExpirationInDays: 30,
  NoncurrentVersionExpiration: { NoncurrentDays: 3 },
  Prefix: 'logs/',
  Status: 'Enabled',
  TagFilters: [{ Key: 'a', Value: 'b' }],
  Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 10 }],
};
const arn = { 'Fn::GetAtt': ['bC3BBCC65', 'Arn'] };
const synthesized = {
  Resources: {
    bC3BBCC65: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        CorsConfiguration: { CorsRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'], MaxAge: 60 }] },
        LifecycleConfiguration: { Rules: [lifecycleRule] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
      },
      UpdateReplacePolicy: 'Delete',
      DeletionPolicy: 'Delete',
    },
    bPolicyA270B7FB: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'bC3BBCC65' },
        PolicyDocument: {
          Statement: [
            {
              Action: 's3:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Resource: [arn, { 'Fn::Join': ['', [arn, '/*']] }],
            },
          ],
          Version: '2012-10-17',
        },
      },
    },
  },
};

describe('a bucket of CDK', () => {
  test('is deployed with all that it says', async () => {
    const cloud = await testCloud({ template: synthesized });
    const client = s3Client(cloud);
    const Bucket =
      cloud.stacks[0]?.resources?.find?.(({ type }: { type: string }) => type === 'AWS::S3::Bucket')?.physicalId ?? '';
    expect(Bucket).toMatch(/^[a-z0-9.-]{3,63}$/);
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    const { Policy = '' } = await client.send(new GetBucketPolicyCommand({ Bucket }));
    expect(JSON.parse(Policy).Statement[0]).toMatchObject({ Effect: 'Deny', Action: 's3:*' });
    const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(Rules).toMatchObject([
      {
        Expiration: { Days: 30 },
        Filter: { And: { Prefix: 'logs/', Tags: [{ Key: 'a', Value: 'b' }] } },
        Transitions: [{ Days: 10, StorageClass: 'GLACIER' }],
        NoncurrentVersionExpiration: { NoncurrentDays: 3 },
      },
    ]);
    expect((await client.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toMatchObject([{ MaxAgeSeconds: 60 }]);
    const block = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(block.PublicAccessBlockConfiguration).toMatchObject({ BlockPublicPolicy: true });
    await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '1' }));
  });
});

const bucket = (Properties: object = {}, more: object = {}) => ({
  Resources: { B: { Type: 'AWS::S3::Bucket', Properties, ...more } },
  Outputs: {
    Name: { Value: { Ref: 'B' } },
    Arn: { Value: { 'Fn::GetAtt': ['B', 'Arn'] } },
    Host: { Value: { 'Fn::GetAtt': ['B', 'RegionalDomainName'] } },
    Site: { Value: { 'Fn::GetAtt': ['B', 'WebsiteURL'] } },
  },
});
const BucketName = 'named-bucket';

describe('a bucket of a template', () => {
  test('has its attributes, changes in place, and is removed when it is empty', async () => {
    const dataDir = dataDirectory();
    const first = await testCloud({ dataDir, template: bucket({ BucketName, Tags: [{ Key: 'a', Value: '1' }] }) });
    expect(['Name', 'Arn', 'Host', 'Site'].map(first.output)).toEqual([
      BucketName,
      `arn:aws:s3:::${BucketName}`,
      `${BucketName}.s3.us-east-1.amazonaws.com`,
      `http://${BucketName}.s3-website-us-east-1.amazonaws.com`,
    ]);
    await s3Client(first).send(new PutObjectCommand({ Bucket: BucketName, Key: 'a', Body: '1' }));
    await first.close();

    const VersioningConfiguration = { Status: 'Enabled' };
    const second = await testCloud({ dataDir, template: bucket({ BucketName, VersioningConfiguration }) });
    const client = s3Client(second);
    expect((await client.send(new GetBucketVersioningCommand({ Bucket: BucketName }))).Status).toBe('Enabled');
    await expect(client.send(new GetBucketTaggingCommand({ Bucket: BucketName }))).rejects.toMatchObject({
      name: 'NoSuchTagSet',
    });
    await second.close();

    const nothing = { Resources: { Q: { Type: 'AWS::SQS::Queue' } } };
    const failures: unknown[] = [];
    const onProgress = ({ error }: { error?: unknown }) => error && failures.push(error);
    const third = await testCloud({ dataDir, template: nothing, onProgress });
    expect(String(failures)).toContain('The bucket you tried to delete is not empty');
    await s3Client(third).send(new DeleteObjectCommand({ Bucket: BucketName, Key: 'a', VersionId: 'null' }));
    await third.close();
  });

  test('that is retained stays', async () => {
    const dataDir = dataDirectory();
    const first = await testCloud({ dataDir, template: bucket({ BucketName }, { DeletionPolicy: 'Retain' }) });
    await first.close();
    const nothing = { Resources: { Q: { Type: 'AWS::SQS::Queue' } } };
    const second = await testCloud({ dataDir, template: nothing });
    await s3Client(second).send(new HeadBucketCommand({ Bucket: BucketName }));
  });

  test.each([
    ['a replication', { ReplicationConfiguration: {} }, 'ReplicationConfiguration'],
    ['a queue to be told', { NotificationConfiguration: { QueueConfigurations: [] } }, 'QueueConfigurations'],
    ['a name that is none', { BucketName: 'No' }, 'The specified bucket is not valid'],
    [
      'an encryption that does not exist',
      {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'ROT13' } }],
        },
      },
      'SSEAlgorithm',
    ],
  ])('with %s is refused by name', async (_, properties, reason) => {
    await expect(testCloud({ template: bucket(properties) })).rejects.toThrow(reason);
  });

  test('tells EventBridge, and a rule brings it to a queue', async () => {
    const NotificationConfiguration = { EventBridgeConfiguration: { EventBridgeEnabled: true } };
    const { B } = bucket({ BucketName, NotificationConfiguration }).Resources;
    const queueArn = { 'Fn::GetAtt': ['Q', 'Arn'] };
    const Statement = [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
      },
    ];
    const template = {
      Resources: {
        B,
        Q: { Type: 'AWS::SQS::Queue' },
        P: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: { Queues: [{ Ref: 'Q' }], PolicyDocument: { Version: '2012-10-17', Statement } },
        },
        R: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventPattern: { source: ['aws.s3'], detail: { bucket: { name: [BucketName] } } },
            Targets: [{ Id: 'q', Arn: queueArn }],
          },
        },
      },
      Outputs: { Url: { Value: { Ref: 'Q' } } },
    };
    const cloud = await testCloud({ template });
    await s3Client(cloud).send(new PutObjectCommand({ Bucket: BucketName, Key: 'a', Body: 'hello' }));
    const sqs = new SQSClient(clientSettings(cloud));
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: cloud.output('Url') ?? '', WaitTimeSeconds: 5 }),
    );
    expect(JSON.parse(Messages?.[0]?.Body ?? '{}')).toMatchObject({
      'detail-type': 'Object Created',
      detail: { object: { key: 'a', size: 5 } },
    });
  });
});

test('a function takes its code from a bucket', async () => {
  const { cloud, put } = await s3Cloud();
  const code = (answer: string) => zipSync({ 'index.js': Buffer.from(`exports.handler = async () => '${answer}';`) });
  await put('code.zip', code('one'));
  const lambda = new LambdaClient(clientSettings(cloud));
  const from = { S3Bucket: TEST_BUCKET, S3Key: 'code.zip' };
  const Role = 'arn:aws:iam::000000000000:role/any';
  const FunctionName = 'f';
  await lambda.send(
    new CreateFunctionCommand({ FunctionName, Role, Runtime: 'nodejs22.x', Handler: 'index.handler', Code: from }),
  );
  const answer = async () => (await lambda.send(new InvokeCommand({ FunctionName }))).Payload?.transformToString();
  expect(await answer()).toBe('"one"');
  await put('code.zip', code('two'));
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ...from }));
  expect(await answer()).toBe('"two"');
  const missing = { ...from, S3Key: 'none.zip' };
  await expect(lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ...missing }))).rejects.toThrow('NoSuchKey');
});
