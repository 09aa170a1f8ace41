/** Permissions: a caller with a role's keys may do what the role's policies allow, and nothing else. */
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';

const trust = (principal: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  });
const ROLE_ARN = 'arn:aws:iam::000000000000:role/reader';

/** A role with these statements, and an IAM client that acts as it. */
async function actingAs(cloud: LocalCloud, ...Statement: object[]) {
  const root = new IAMClient(clientSettings(cloud));
  const AssumeRolePolicyDocument = trust({ AWS: '000000000000' });
  await root.send(new CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument }));
  if (Statement.length) {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await root.send(new PutRolePolicyCommand({ RoleName: 'reader', PolicyName: 'p', PolicyDocument }));
  }
  return { root, role: new IAMClient(clientSettings(cloud, await keysOf(cloud))) };
}

async function keysOf(cloud: LocalCloud, RoleArn = ROLE_ARN) {
  const sts = new STSClient(clientSettings(cloud));
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

const readSelf = new GetRoleCommand({ RoleName: 'reader' });

describe('a role', () => {
  test('without a policy is refused in the words of AWS', async () => {
    const { role } = await actingAs(await testCloud());
    await expect(role.send(readSelf)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:sts::000000000000:assumed-role/reader/test is not authorized to perform: iam:GetRole on resource: ${ROLE_ARN} because no identity-based policy allows the iam:GetRole action`,
    });
  });

  test('may do what is allowed, on that resource, and no more', async () => {
    const { role } = await actingAs(await testCloud(), { Effect: 'Allow', Action: 'IAM:get*', Resource: ROLE_ARN });
    expect((await role.send(readSelf)).Role?.RoleName).toBe('reader');
    await expect(role.send(new GetRoleCommand({ RoleName: 'other' }))).rejects.toThrow('not authorized');
    await expect(role.send(new ListRolesCommand({}))).rejects.toThrow('iam:ListRoles on resource: *');
  });

  test('is refused by an explicit deny whatever allows it', async () => {
    const { role } = await actingAs(
      await testCloud(),
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', NotAction: 'iam:ListRoles', Resource: '*' },
    );
    await role.send(new ListRolesCommand({}));
    await expect(role.send(readSelf)).rejects.toThrow('with an explicit deny in an identity-based policy');
  });

  test('is held to its new policies at once', async () => {
    const { root, role } = await actingAs(await testCloud());
    await expect(role.send(readSelf)).rejects.toThrow('not authorized');
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'iam:GetRole', Resource: '*' }],
    });
    const { Policy } = await root.send(new CreatePolicyCommand({ PolicyName: 'm', PolicyDocument }));
    await root.send(new AttachRolePolicyCommand({ RoleName: 'reader', PolicyArn: Policy?.Arn }));
    await role.send(readSelf);
  });

  test('that was never created has nothing to enforce', async () => {
    const cloud = await testCloud();
    const { root } = await actingAs(cloud);
    const keys = await keysOf(cloud, 'arn:aws:iam::000000000000:role/conformance');
    await new IAMClient(clientSettings(cloud, keys)).send(readSelf);
    await root.send(readSelf);
  });
});

describe('taking a role', () => {
  test('gives keys that tell who calls', async () => {
    const cloud = await testCloud();
    await actingAs(cloud);
    const sts = new STSClient(clientSettings(cloud, await keysOf(cloud)));
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '000000000000',
      Arn: 'arn:aws:sts::000000000000:assumed-role/reader/test',
      UserId: expect.stringMatching(/^AROA\w{17}:test$/),
    });
  });

  test('needs a trust policy that names the caller', async () => {
    const cloud = await testCloud();
    const AssumeRolePolicyDocument = trust({ Service: 'lambda.amazonaws.com' });
    await new IAMClient(clientSettings(cloud)).send(
      new CreateRoleCommand({ RoleName: 'reader', AssumeRolePolicyDocument }),
    );
    await expect(keysOf(cloud)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(ROLE_ARN),
    });
    const identity = cloud.engine.ports.get('identity');
    identity.authorizeAssume({ service: 'lambda.amazonaws.com' }, ROLE_ARN);
    expect(() => identity.authorizeAssume({ service: 'events.amazonaws.com' }, ROLE_ARN)).toThrow('not authorized');
  });

  test('any other keys are the root of the account', async () => {
    const sts = new STSClient(clientSettings(await testCloud()));
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe('arn:aws:iam::000000000000:root');
  });
});
