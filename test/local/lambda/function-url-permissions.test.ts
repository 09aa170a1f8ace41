/** Who may call a function URL: anyone when the policy says so, or who signs and may. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { functionArn, type TestFunctions, testFunctions } from '../../kit/functions.ts';

const WHO = 'export const handler = async (event) => event.requestContext;';
const FORBIDDEN = {
  Message:
    'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
};

async function urlOf({ client, create }: TestFunctions, AuthType: 'NONE' | 'AWS_IAM'): Promise<string> {
  await create('f', WHO);
  return (await client.send(new CreateFunctionUrlConfigCommand({ FunctionName: 'f', AuthType }))).FunctionUrl ?? '';
}

function permit({ client }: TestFunctions, members: Partial<AddPermissionCommandInput>) {
  const Action = members.Action ?? 'lambda:InvokeFunctionUrl';
  const StatementId = Action.replace(':', '-');
  return client.send(new AddPermissionCommand({ FunctionName: 'f', Principal: '*', ...members, Action, StatementId }));
}

/** What a signed request says of its signer; the signature itself is not looked at. */
const signed = (accessKeyId: string, service = 'lambda') => ({
  headers: {
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
  },
});

/** The access key of a role with these statements. */
async function roleKey(cloud: LocalCloud, Statement: readonly object[]): Promise<string> {
  const iam = new IAMClient(clientSettings(cloud));
  const document = (statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const trust = document([{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }]);
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'caller', AssumeRolePolicyDocument: trust }));
  const PolicyDocument = document([{ Effect: 'Allow', Action: 's3:*', Resource: '*' }, ...Statement]);
  await iam.send(new PutRolePolicyCommand({ RoleName: 'caller', PolicyName: 'p', PolicyDocument }));
  const sts = new STSClient(clientSettings(cloud));
  const asked = new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'test' });
  return (await sts.send(asked)).Credentials?.AccessKeyId ?? '';
}

test('a URL that is open to anyone needs both permissions in the policy of its function', async () => {
  const functions = testFunctions(await testCloud());
  const url = await urlOf(functions, 'NONE');
  const refused = await fetch(url);
  expect([refused.status, refused.headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException']);
  expect(await refused.json()).toEqual(FORBIDDEN);
  await permit(functions, { FunctionUrlAuthType: 'NONE' });
  expect((await fetch(url)).status).toBe(403);
  await permit(functions, { Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true });
  expect(await (await fetch(url)).json()).toMatchObject({ accountId: 'anonymous' });
});

test.for([
  ['for another auth type', { FunctionUrlAuthType: 'AWS_IAM' }],
  ['for an account', { FunctionUrlAuthType: 'NONE', Principal: '111111111111' }],
  ['for a service', { FunctionUrlAuthType: 'NONE', Principal: 'events.amazonaws.com' }],
] as const)('a permission %s opens the URL to no one', async ([, members]) => {
  const functions = testFunctions(await testCloud());
  const url = await urlOf(functions, 'NONE');
  await permit(functions, members);
  await permit(functions, { Action: 'lambda:InvokeFunction' });
  expect((await fetch(url)).status).toBe(403);
});

test('a URL that is open to anyone tells nothing of who signs', async () => {
  const functions = testFunctions(await testCloud());
  const url = await urlOf(functions, 'NONE');
  await permit(functions, { FunctionUrlAuthType: 'NONE' });
  await permit(functions, { Action: 'lambda:InvokeFunction' });
  expect(await (await fetch(url, signed('root'))).json()).not.toHaveProperty('authorizer');
});

test('with AWS_IAM a request must be signed for Lambda, and the function learns who signed', async () => {
  const cloud = await testCloud();
  const url = await urlOf(testFunctions(cloud), 'AWS_IAM');
  for (const request of [{}, signed('root', 'execute-api')]) {
    const refused = await fetch(url, request);
    expect([refused.status, await refused.json()]).toEqual([403, FORBIDDEN]);
  }
  expect(await (await fetch(url, signed('root'))).json()).toMatchObject({
    accountId: '000000000000',
    authorizer: {
      iam: {
        accessKey: 'root',
        accountId: '000000000000',
        callerId: expect.any(String),
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: 'arn:aws:iam::000000000000:root',
        userId: expect.any(String),
      },
    },
  });
});

const BOTH = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'];
const allow = (Action: string | string[], Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource: functionArn('f'),
  ...(Condition && { Condition }),
});

test.for([
  ['both permissions', [allow(BOTH)], 200],
  ['the one for the URL only', [allow('lambda:InvokeFunctionUrl')], 403],
  ['the one for the function only', [allow('lambda:InvokeFunction')], 403],
  [
    'both for this auth type',
    [allow(BOTH, { StringEqualsIfExists: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } })],
    200,
  ],
  ['both for another auth type', [allow(BOTH, { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } })], 403],
  ['none', [], 403],
] as const)('a role with %s', async ([, statements, status]) => {
  const cloud = await testCloud();
  const url = await urlOf(testFunctions(cloud), 'AWS_IAM');
  const response = await fetch(url, signed(await roleKey(cloud, statements)));
  expect(response.status).toBe(status);
});

test.for([
  ['is enough', [], 200],
  ['does not outweigh a Deny', [{ Effect: 'Deny', Action: 'lambda:InvokeFunctionUrl', Resource: '*' }], 403],
] as const)('the policy of the function, for a role of its account, %s', async ([, statements, status]) => {
  const cloud = await testCloud();
  const functions = testFunctions(cloud);
  const url = await urlOf(functions, 'AWS_IAM');
  const Principal = 'arn:aws:iam::000000000000:role/caller';
  const key = await roleKey(cloud, statements);
  await permit(functions, { Principal, FunctionUrlAuthType: 'AWS_IAM' });
  await permit(functions, { Principal, Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true });
  expect((await fetch(url, signed(key))).status).toBe(status);
});

test('an address that belongs to no function is forbidden, as AWS tells it', async () => {
  const cloud = await testCloud();
  const refused = await fetch(`${cloud.url}/_url/nowhere/`);
  expect([refused.status, await refused.json()]).toEqual([403, { Message: null }]);
});
