/** IAM authorization: who signed a request, and what their role may call. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { clientSettings } from '../../kit/cloud.ts';
import { testApi, told } from './api.ts';

const FORBIDDEN = [403, { message: 'Forbidden' }];
const guarded = { calls: 'Show', route: { AuthorizationType: 'AWS_IAM' } };

const CALLER = {
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'caller',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'call',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'execute-api:Invoke',
              Resource: {
                'Fn::Sub': `arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/$default/GET/orders/*`,
              },
            },
          ],
        },
      },
    ],
  },
};

const spec = (version: string) => ({
  functions: { Show: 'async ({ requestContext }) => requestContext.authorizer' },
  routes: Object.fromEntries(
    ['GET /orders/{id}', 'POST /orders/{id}', 'GET /keys'].map((key) => [
      key,
      { ...guarded, integration: { PayloadFormatVersion: version } },
    ]),
  ),
  more: { Caller: CALLER },
});

async function callerOf(api: Awaited<ReturnType<typeof testApi>>) {
  const sts = new STSClient(clientSettings(api.cloud));
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::000000000000:role/caller', RoleSessionName: 'ann' }),
  );
  const accessKey = Credentials?.AccessKeyId ?? '';
  const scope = (service: string) => `${accessKey}/20260101/us-east-1/${service}/aws4_request`;
  const signed = (service = 'execute-api'): RequestInit => ({
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope(service)}, SignedHeaders=host, Signature=0` },
  });
  return { accessKey, scope, signed };
}

test('a role calls what its policies allow, and the function is told who it was', async () => {
  const api = await testApi(spec('2.0'));
  const { accessKey, scope, signed } = await callerOf(api);
  expect(await told(await api.call('/orders/7', signed()))).toEqual([
    200,
    {
      iam: {
        accessKey,
        accountId: '000000000000',
        callerId: expect.stringMatching(/^AROA\w+:ann$/),
        cognitoIdentity: null,
        principalOrgId: null,
        userArn: 'arn:aws:sts::000000000000:assumed-role/caller/ann',
        userId: expect.stringMatching(/^AROA\w+:ann$/),
      },
    },
  ]);
  expect(await told(await api.call('/orders/7', { method: 'POST', ...signed() }))).toEqual(FORBIDDEN);
  expect(await told(await api.call('/keys', signed()))).toEqual(FORBIDDEN);
  const presigned = `?X-Amz-Credential=${encodeURIComponent(scope('execute-api'))}`;
  expect((await api.call(`/orders/7${presigned}`)).status).toBe(200);
});

test('a request that is not signed, or for another service, is refused; the root may call all', async () => {
  const api = await testApi(spec('2.0'));
  const { signed } = await callerOf(api);
  expect(await told(await api.call('/orders/7'))).toEqual(FORBIDDEN);
  expect(await told(await api.call('/orders/7', signed('sqs')))).toEqual(FORBIDDEN);
  expect(await told(await api.call('/orders/7', { headers: { authorization: 'Bearer x' } }))).toEqual(FORBIDDEN);
  const root =
    'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=, Signature=';
  expect((await api.call('/keys', { headers: { authorization: root } })).status).toBe(200);
});

test('in format 1.0 the caller is the identity', async () => {
  const api = await testApi({
    ...spec('1.0'),
    functions: {
      Show: 'async ({ requestContext: { identity } }) => ({ statusCode: 200, body: JSON.stringify(identity) })',
    },
  });
  const { accessKey, signed } = await callerOf(api);
  expect(await told(await api.call('/orders/7', signed()))).toMatchObject([
    200,
    { accessKey, accountId: '000000000000', userArn: 'arn:aws:sts::000000000000:assumed-role/caller/ann' },
  ]);
});
