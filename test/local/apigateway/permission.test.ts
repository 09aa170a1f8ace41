/** Whether an API may call a function: the function's policy, or a role of the integration's. */
import { expect, test } from 'vitest';
import { guardedBy, testApi, told } from './api.ts';

const FAILED = [500, { message: 'Internal Server Error' }];
const OK = 'async () => "ok"';

const permission = (SourceArn: string) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': ['FunctionOk', 'Arn'] },
    Principal: 'apigateway.amazonaws.com',
    SourceArn: { 'Fn::Sub': `arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/${SourceArn}` },
  },
});

test('without a permission a call fails, and trace and access log say why', async () => {
  const { call, cloud } = await testApi({ functions: { Ok: OK }, routes: { 'GET /a': 'Ok' }, permissions: false });
  expect(await told(await call('/a'))).toEqual(FAILED);
  const trace = await cloud.engine.traces.find(({ action }) => action === 'GET /a');
  expect(trace.detail?.reason).toMatch(
    /^apigateway.amazonaws.com may not invoke .*:function:.* for arn:aws:execute-api:/,
  );
});

test('a permission is for routes: their stage, method and path as they were written', async () => {
  const statuses = async (sourceArn: string) => {
    const { call } = await testApi({
      functions: { Ok: OK },
      routes: { 'GET /orders/{id}': 'Ok', 'ANY /any': 'Ok', $default: 'Ok' },
      permissions: false,
      more: { Permission: permission(sourceArn) },
    });
    return [(await call('/orders/7')).status, (await call('/any')).status, (await call('/other')).status];
  };
  expect(await statuses('*/*/orders/{id}')).toEqual([200, 500, 500]);
  expect(await statuses('$default/GET/any')).toEqual([500, 200, 500]);
  expect(await statuses('*/$default')).toEqual([500, 500, 200]);
  expect(await statuses('beta/*')).toEqual([500, 500, 500]);
});

test('an authorizer needs its own permission', async () => {
  const spec = (source: string) => ({
    functions: { Ok: 'async () => ({ isAuthorized: true })' },
    authorizers: { Ok: { EnableSimpleResponses: true } },
    routes: { 'GET /a': { calls: 'Ok', route: guardedBy('Ok') } },
    permissions: false,
    more: { Permission: permission(source), Authorizing: permission(`authorizers/\${AuthorizerOk}`) },
  });
  expect((await (await testApi(spec('*/GET/a'))).call('/a')).status).toBe(200);
  const { more: _, ...rest } = spec('*/GET/a');
  const without = await testApi({ ...rest, more: { Permission: permission('*/GET/a') } });
  expect(await told(await without.call('/a'))).toEqual(FAILED);
});

const role = (service: string, action: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'p',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] },
      },
    ],
  },
});

test('with a role the role decides: it must be the API’s to take, and allow the call', async () => {
  const status = async (service: string, action: string) => {
    const { call } = await testApi({
      functions: { Ok: OK },
      routes: { 'GET /a': { calls: 'Ok', integration: { CredentialsArn: { 'Fn::GetAtt': ['Caller', 'Arn'] } } } },
      permissions: false,
      more: { Caller: role(service, action) },
    });
    return (await call('/a')).status;
  };
  expect(await status('apigateway.amazonaws.com', 'lambda:InvokeFunction')).toBe(200);
  expect(await status('apigateway.amazonaws.com', 'sqs:SendMessage')).toBe(500);
  expect(await status('lambda.amazonaws.com', 'lambda:InvokeFunction')).toBe(500);
});
