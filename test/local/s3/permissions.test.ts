/** Who may do what: roles by their policies, by the bucket's policy, and callers without a signature. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CopyObjectCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { clientSettings } from '../../kit/cloud.ts';
import { Bucket, plain, s3Client, s3Cloud, wordsOf } from './s3-cloud.ts';

const ARN = `arn:aws:s3:::${Bucket}`;
const RoleArn = 'arn:aws:iam::000000000000:role/reader';
const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string | string[], Resource: string | string[], more = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

/** A cloud with objects a and b, and the words of a role with these statements. */
async function actingAs(...statements: object[]) {
  const root = await s3Cloud();
  await root.put('a', '1');
  await root.put('b', '2');
  const iam = new IAMClient(clientSettings(root.cloud));
  const trust = document({ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' });
  await iam.send(new CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument: trust }));
  if (statements.length) {
    const PolicyDocument = document(...statements);
    await iam.send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'p', PolicyDocument }));
  }
  const sts = new STSClient(clientSettings(root.cloud));
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
  const client = s3Client(root.cloud, {
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    },
  });
  const setPolicy = (...Statement: object[]) =>
    root.client.send(new PutBucketPolicyCommand({ Bucket, Policy: document(...Statement) }));
  return { ...root, root: root.client, setPolicy, role: { client, ...wordsOf(client) } };
}
const denied = { name: 'AccessDenied' };

describe('a role', () => {
  test('may do what its policies allow, by the names of IAM', async () => {
    const { role } = await actingAs(allow('s3:GetObject', `${ARN}/a`), allow('s3:ListBucket', ARN));
    expect(await role.text('a')).toBe('1');
    await role.client.send(new ListObjectsV2Command({ Bucket }));
    await expect(role.get('b')).rejects.toMatchObject({
      ...denied,
      message: `User: arn:aws:sts::000000000000:assumed-role/reader/test is not authorized to perform: s3:GetObject on resource: "${ARN}/b" because no identity-based policy allows the s3:GetObject action`,
    });
    await expect(role.put('a', '1')).rejects.toMatchObject(denied);
    const copy = new CopyObjectCommand({ Bucket, Key: 'c', CopySource: `${Bucket}/a` });
    await expect(role.client.send(copy)).rejects.toThrow('s3:PutObject');
  });

  test('is not told what is missing, unless it may list', async () => {
    const { role } = await actingAs(allow('s3:GetObject', `${ARN}/*`));
    await expect(role.get('none')).rejects.toThrow('s3:ListBucket');
    const head = new HeadObjectCommand({ Bucket, Key: 'none' });
    await expect(role.client.send(head)).rejects.toMatchObject({
      $metadata: expect.objectContaining({ httpStatusCode: 403 }),
    });
    const lister = await actingAs(allow(['s3:GetObject', 's3:ListBucket'], '*'));
    await expect(lister.role.get('none')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('may list under the prefix that a condition names', async () => {
    const { role } = await actingAs(
      allow('s3:ListBucket', ARN, { Condition: { StringLike: { 's3:prefix': 'mine/*' } } }),
    );
    await role.client.send(new ListObjectsV2Command({ Bucket, Prefix: 'mine/a' }));
    await expect(role.client.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject(denied);
  });

  test('deletes what it may, key by key', async () => {
    const { role } = await actingAs(allow('s3:DeleteObject', `${ARN}/a`));
    const Delete = { Objects: [{ Key: 'a' }, { Key: 'b' }] };
    const { Deleted, Errors } = await role.client.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect([Deleted?.map(({ Key }) => Key), Errors?.map(({ Key, Code }) => [Key, Code])]).toEqual([
      ['a'],
      [['b', 'AccessDenied']],
    ]);
  });
});

describe("the bucket's policy", () => {
  test('allows a role what its own does not, and denies what it does', async () => {
    const { role, setPolicy, root } = await actingAs(allow('s3:PutObject', `${ARN}/*`));
    await setPolicy(allow('s3:GetObject', `${ARN}/*`, { Principal: { AWS: RoleArn } }), {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: `${ARN}/b`,
    });
    expect(await role.text('b')).toBe('2');
    await role.put('a', '3');
    await expect(role.put('b', '3')).rejects.toThrow('with an explicit deny in a resource-based policy');
    await expect(wordsOf(root).put('b', '3')).rejects.toMatchObject(denied);
    await root.send(new DeleteBucketPolicyCommand({ Bucket }));
    await role.put('b', '3');
    await expect(root.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
  });

  test('that enforces TLS lets every caller in: requests count as made over TLS', async () => {
    const { setPolicy, text } = await actingAs();
    const tls = { Bool: { 'aws:SecureTransport': 'false' } };
    await setPolicy({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:*',
      Resource: [ARN, `${ARN}/*`],
      Condition: tls,
    });
    expect(await text('a')).toBe('1');
  });

  test('opens a bucket to everybody only where public access is not blocked', async () => {
    const { cloud, root, setPolicy } = await actingAs();
    const open = allow('s3:GetObject', `${ARN}/a`, { Principal: '*' });
    const anonymous = (key: string) => plain(cloud, 'GET', `/${Bucket}/${key}`);
    expect(await anonymous('a')).toMatchObject({
      status: 403,
      body: expect.stringContaining('<Code>AccessDenied</Code>'),
    });
    await expect(setPolicy(open)).rejects.toThrow('BlockPublicPolicy');
    await root.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await setPolicy(open);
    expect((await root.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic).toBe(true);
    expect((await anonymous('a')).body).toBe('1');
    expect(await anonymous('b')).toMatchObject({ status: 403 });
    expect(await anonymous('none')).toMatchObject({ status: 403 });
    expect((await anonymous('a?response-content-type=x')).body).toContain('anonymous GET');
    expect(await plain(cloud, 'PUT', `/${Bucket}/a`, { body: 'x' })).toMatchObject({ status: 403 });
    expect(
      await plain(cloud, 'POST', `/${Bucket}?delete`, { body: '<Delete><Object><Key>a</Key></Object></Delete>' }),
    ).toMatchObject({ status: 403 });
  });

  test.each([
    ['no JSON', 'x'],
    ['no principal', document(allow('s3:GetObject', `${ARN}/a`))],
    ['another bucket', document(allow('s3:GetObject', 'arn:aws:s3:::other/a', { Principal: { AWS: RoleArn } }))],
    [
      'an operator that does not exist',
      document(allow('s3:*', ARN, { Principal: { AWS: RoleArn }, Condition: { Like: { a: 'b' } } })),
    ],
  ])('with %s is malformed', async (_, Policy) => {
    const { client } = await s3Cloud();
    await expect(client.send(new PutBucketPolicyCommand({ Bucket, Policy }))).rejects.toMatchObject({
      name: 'MalformedPolicy',
    });
  });
});
