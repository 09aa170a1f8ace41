/** Roles and policies through the IAM API: what is kept, what is refused, what survives a restart. */
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
});
const SEND = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }],
});
const SQS_ROLE = 'arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole';

describe('roles', () => {
  test('a role with inline and attached policies is there after a restart', async () => {
    const dataDir = dataDirectory();
    const first = await testCloud({ dataDir });
    const iam = new IAMClient(clientSettings(first));
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'worker',
        Path: '/agents/',
        AssumeRolePolicyDocument: TRUST,
        Description: 'a "worker" & more',
        Tags: [{ Key: 'team', Value: 'line' }],
      }),
    );
    expect(Role).toMatchObject({ Arn: 'arn:aws:iam::000000000000:role/agents/worker', MaxSessionDuration: 3600 });
    await iam.send(new PutRolePolicyCommand({ RoleName: 'worker', PolicyName: 'send', PolicyDocument: SEND }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'worker', PolicyArn: SQS_ROLE }));
    await first.close();

    const again = new IAMClient(clientSettings(await testCloud({ dataDir })));
    const { Role: kept } = await again.send(new GetRoleCommand({ RoleName: 'worker' }));
    expect(kept).toEqual(Role);
    expect(decodeURIComponent(kept?.AssumeRolePolicyDocument ?? '')).toBe(TRUST);
    const inline = await again.send(new GetRolePolicyCommand({ RoleName: 'worker', PolicyName: 'send' }));
    expect(decodeURIComponent(inline.PolicyDocument ?? '')).toBe(SEND);
    const attached = await again.send(new ListAttachedRolePoliciesCommand({ RoleName: 'worker' }));
    expect(attached.AttachedPolicies).toEqual([{ PolicyArn: SQS_ROLE, PolicyName: 'AWSLambdaSQSQueueExecutionRole' }]);
  });

  test('lists come in pages', async () => {
    const iam = new IAMClient(clientSettings(await testCloud()));
    for (const RoleName of ['a', 'b', 'c'])
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
    const first = await iam.send(new ListRolesCommand({ MaxItems: 2 }));
    expect(first.Roles?.map(({ RoleName }) => RoleName)).toEqual(['a', 'b']);
    expect(first.IsTruncated).toBe(true);
    const second = await iam.send(new ListRolesCommand({ MaxItems: 2, Marker: first.Marker }));
    expect(second.Roles?.map(({ RoleName }) => RoleName)).toEqual(['c']);
    expect(second.IsTruncated).toBe(false);
  });

  test('a role goes only when its policies are gone', async () => {
    const iam = new IAMClient(clientSettings(await testCloud()));
    await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST }));
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: SEND }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: Policy?.Arn }));
    await iam.send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'i', PolicyDocument: SEND }));
    const remove = () => iam.send(new DeleteRoleCommand({ RoleName: 'r' }));
    await expect(remove()).rejects.toThrow('Cannot delete entity, must detach all policies first.');
    await expect(iam.send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn }))).rejects.toThrow('attached to entities');
    await iam.send(new DetachRolePolicyCommand({ RoleName: 'r', PolicyArn: Policy?.Arn }));
    await expect(remove()).rejects.toThrow('Cannot delete entity, must delete policies first.');
    await iam.send(new DeleteRolePolicyCommand({ RoleName: 'r', PolicyName: 'i' }));
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName: 'r' }))).PolicyNames ?? []).toEqual([]);
    await remove();
    await iam.send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn }));
    await expect(iam.send(new GetRoleCommand({ RoleName: 'r' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name r cannot be found.',
    });
  });
});

describe('bad input is refused with a reason', () => {
  const broken: [string, string, string][] = [
    ['text that is not JSON', '{', 'not in the valid JSON format'],
    ['an unknown effect', SEND.replace('Allow', 'Maybe'), 'Syntax errors in policy'],
    [
      'a principal in an identity policy',
      SEND.replace('"Action"', '"Principal":"*","Action"'),
      'not specify a principal',
    ],
    ['a misspelt condition', SEND.replace('"Action"', '"Condition":{"StringSame":{"a":"b"}},"Action"'), 'StringSame'],
    ['no resource', SEND.replace(',"Resource":"*"', ''), 'must contain resources'],
  ];
  test.each(broken)('%s', async (_, PolicyDocument, reason) => {
    const iam = new IAMClient(clientSettings(await testCloud()));
    await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST }));
    const put = iam.send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument }));
    await expect(put).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: expect.stringContaining(reason),
    });
  });

  test('a managed policy of AWS that is not known here is named, with those that are', async () => {
    const iam = new IAMClient(clientSettings(await testCloud()));
    await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST }));
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonBraketFullAccess';
    await expect(iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn }))).rejects.toThrow(
      /AmazonBraketFullAccess does not exist.*AWSLambdaBasicExecutionRole/,
    );
  });

  test('a second role of the same name, and a name with a space', async () => {
    const iam = new IAMClient(clientSettings(await testCloud()));
    const create = (RoleName: string) => iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
    await create('r');
    await expect(create('r')).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    await expect(create('a b')).rejects.toMatchObject({ name: 'ValidationError' });
  });
});
