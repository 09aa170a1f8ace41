/** Function URLs through the API and through templates: made, changed, listed, taken away, and what is refused. */
import {
  CreateAliasCommand,
  CreateFunctionUrlConfigCommand,
  DeleteAliasCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  ListFunctionUrlConfigsCommand,
  PublishVersionCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { dataDirectory, testCloud } from '../../kit/cloud.ts';
import { allowAnyone } from '../../kit/function-urls.ts';
import { functionArn, ROLE, testFunctions } from '../../kit/functions.ts';

const SOURCE = 'export const handler = async (event, context) => context.invokedFunctionArn;';

test('a URL is made, changed, listed and taken away; its address stays the same', async () => {
  const cloud = await testCloud();
  const { client, create } = testFunctions(cloud);
  await create('f', SOURCE);
  const made = await client.send(
    new CreateFunctionUrlConfigCommand({
      FunctionName: 'f',
      AuthType: 'NONE',
      Cors: { AllowOrigins: ['*'], MaxAge: 60 },
    }),
  );
  expect(made).toMatchObject({
    $metadata: { httpStatusCode: 201 },
    FunctionUrl: expect.stringMatching(new RegExp(`^${cloud.url}/_url/[a-z0-9]{32}/$`)),
    FunctionArn: functionArn('f'),
    AuthType: 'NONE',
    InvokeMode: 'BUFFERED',
    Cors: { AllowOrigins: ['*'], MaxAge: 60 },
    CreationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  const changed = await client.send(
    new UpdateFunctionUrlConfigCommand({ FunctionName: 'f', InvokeMode: 'RESPONSE_STREAM' }),
  );
  expect(changed).toMatchObject({ AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM', Cors: { MaxAge: 60 } });
  expect(changed.FunctionUrl).toBe(made.FunctionUrl);
  expect(await client.send(new GetFunctionUrlConfigCommand({ FunctionName: functionArn('f') }))).toMatchObject({
    FunctionUrl: made.FunctionUrl,
    LastModifiedTime: changed.LastModifiedTime,
  });
  const listed = await client.send(new ListFunctionUrlConfigsCommand({ FunctionName: 'f' }));
  expect(listed.FunctionUrlConfigs).toHaveLength(1);
  await client.send(new DeleteFunctionUrlConfigCommand({ FunctionName: 'f' }));
  await expect(client.send(new GetFunctionUrlConfigCommand({ FunctionName: 'f' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The resource you requested does not exist.',
  });
  expect((await fetch(made.FunctionUrl ?? '')).status).toBe(403);
});

test('an alias has its own URL and its own policy, and takes them with it', async () => {
  const functions = testFunctions(await testCloud());
  const { client, create } = functions;
  await create('f', SOURCE);
  await client.send(new PublishVersionCommand({ FunctionName: 'f' }));
  await client.send(new CreateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' }));
  const { FunctionUrl = '', FunctionArn } = await client.send(
    new CreateFunctionUrlConfigCommand({ FunctionName: 'f', Qualifier: 'live', AuthType: 'NONE' }),
  );
  expect(FunctionArn).toBe(`${functionArn('f')}:live`);
  await allowAnyone(functions, 'f');
  expect((await fetch(FunctionUrl)).status).toBe(403);
  await allowAnyone(functions, 'f', 'live');
  expect(await (await fetch(FunctionUrl)).text()).toBe(`${functionArn('f')}:live`);
  await client.send(new DeleteAliasCommand({ FunctionName: 'f', Name: 'live' }));
  expect((await fetch(FunctionUrl)).status).toBe(403);
});

test.for([
  [
    'a second one',
    { AuthType: 'NONE' },
    'ResourceConflictException',
    /FunctionUrlConfig exists for this Lambda function/,
  ],
  [
    'a function that is not there',
    { FunctionName: 'none', AuthType: 'NONE' },
    'ResourceNotFoundException',
    /Function not found/,
  ],
  ['a version', { FunctionName: 'f:1', AuthType: 'NONE' }, 'InvalidParameterValueException', /is a version/],
  ['a number as qualifier', { Qualifier: '1', AuthType: 'NONE' }, 'ValidationException', /'qualifier' failed/],
  ['$LATEST as qualifier', { Qualifier: '$LATEST', AuthType: 'NONE' }, 'ValidationException', /'qualifier' failed/],
  ['a wrong invoke mode', { AuthType: 'NONE', InvokeMode: 'STREAM' }, 'ValidationException', /'invokeMode' failed/],
  ['a wrong auth type', { AuthType: 'JWT' }, 'ValidationException', /'authType' failed/],
  ['no auth type', {}, 'ValidationException', /'authType' failed/],
  [
    'CORS that never ends',
    { AuthType: 'NONE', Cors: { MaxAge: 86_401 } },
    'ValidationException',
    /'cors\.maxAge' failed/,
  ],
] as const)('CreateFunctionUrlConfig refuses %s', async ([, members, name, message]) => {
  const { client, create } = testFunctions(await testCloud());
  await create('f', SOURCE);
  await client.send(new PublishVersionCommand({ FunctionName: 'f' }));
  await client.send(new CreateFunctionUrlConfigCommand({ FunctionName: 'f', AuthType: 'AWS_IAM' }));
  const input = { FunctionName: 'f', ...members } as ConstructorParameters<typeof CreateFunctionUrlConfigCommand>[0];
  await expect(client.send(new CreateFunctionUrlConfigCommand(input))).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message),
  });
});

const template = (url: object) => ({
  Resources: {
    Greeter: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'greeter',
        Role: ROLE,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: "exports.handler = async () => 'hello';" },
      },
    },
    Url: {
      Type: 'AWS::Lambda::Url',
      Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['Greeter', 'Arn'] }, AuthType: 'NONE', ...url },
    },
    MayUrl: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { Ref: 'Greeter' },
        Action: 'lambda:InvokeFunctionUrl',
        Principal: '*',
        FunctionUrlAuthType: 'NONE',
      },
    },
    MayFunction: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { Ref: 'Greeter' },
        Action: 'lambda:InvokeFunction',
        Principal: '*',
        InvokedViaFunctionUrl: true,
      },
    },
  },
  Outputs: { Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } }, Arn: { Value: { Ref: 'Url' } } },
});

test('a template makes a URL as CDK writes it, and a new start changes it in place', async () => {
  const dataDir = dataDirectory();
  const first = await testCloud({ dataDir, template: template({ Cors: { AllowOrigins: ['*'] } }) });
  expect(first.output('Arn')).toBe(functionArn('greeter'));
  expect(await (await fetch(first.output('Url') ?? '')).text()).toBe('hello');
  await first.close();
  const second = await testCloud({ dataDir, template: template({ InvokeMode: 'RESPONSE_STREAM' }) });
  const { client } = testFunctions(second);
  const now = await client.send(new GetFunctionUrlConfigCommand({ FunctionName: 'greeter' }));
  expect(now).toMatchObject({ InvokeMode: 'RESPONSE_STREAM', Cors: {} });
  expect(await (await fetch(now.FunctionUrl ?? '')).text()).toBe('"hello"');
});

test('the state of the cloud tells them', async () => {
  const cloud = await testCloud();
  const { client, create } = testFunctions(cloud);
  await create('f', SOURCE);
  const { FunctionUrl } = await client.send(
    new CreateFunctionUrlConfigCommand({ FunctionName: 'f', AuthType: 'AWS_IAM' }),
  );
  const state = await fetch(`${cloud.url}/_local/services/lambda`);
  const urls = [{ qualifier: '$LATEST', url: FunctionUrl, authType: 'AWS_IAM', invokeMode: 'BUFFERED' }];
  expect(await state.json()).toMatchObject({ functions: [{ name: 'f', urls }] });
});
