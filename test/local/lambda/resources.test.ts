/** The CloudFormation types, through a template: made, wired together, changed in place, and refused by name. */
import {
  GetFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { dataDirectory, testCloud } from '../../kit/cloud.ts';
import { testFunctions } from '../../kit/functions.ts';

const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'use-the-queue',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
        },
      },
    ],
  },
};

const fn = (members: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: 'greeter',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Architectures: ['arm64'],
    Code: { ZipFile: "exports.handler = async () => 'hello ' + process.env.WHOM;" },
    Environment: { Variables: { WHOM: 'world' } },
    Tags: [{ Key: 'team', Value: 'a' }],
    ...members,
  },
});

const template = (greeter: object, mapping: object = {}) => ({
  Resources: {
    Role: role,
    Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60 } },
    Greeter: greeter,
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Greeter' } } },
    Alias: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: { Ref: 'Greeter' },
        FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
        Name: 'live',
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Greeter' },
        EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        BatchSize: 5,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
        ...mapping,
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { 'Fn::GetAtt': ['Greeter', 'Arn'] },
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
      },
    },
    Invokes: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'Greeter' },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
      },
    },
  },
  Outputs: { Live: { Value: { Ref: 'Alias' } }, Mapping: { Value: { Ref: 'Mapping' } } },
});

test('a template makes functions with everything around them', async () => {
  const cloud = await testCloud({ template: template(fn()) });
  const { client, invoke } = testFunctions(cloud);
  expect((await invoke('greeter')).value).toBe('hello world');
  expect(await invoke(cloud.output('Live') ?? '')).toMatchObject({ value: 'hello world', version: '1' });
  expect(await client.send(new GetFunctionCommand({ FunctionName: 'greeter' }))).toMatchObject({
    Configuration: { Architectures: ['arm64'], Timeout: 3, MemorySize: 128 },
    Tags: { team: 'a' },
  });
  const { EventSourceMappings } = await client.send(new ListEventSourceMappingsCommand({}));
  expect(EventSourceMappings).toMatchObject([
    { UUID: cloud.output('Mapping'), BatchSize: 5, State: 'Enabled', ScalingConfig: { MaximumConcurrency: 2 } },
  ]);
  const { Policy } = await client.send(new GetPolicyCommand({ FunctionName: 'greeter' }));
  expect(Policy).toContain('events.amazonaws.com');
  expect(
    await client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: 'greeter', Qualifier: '$LATEST' })),
  ).toMatchObject({ MaximumRetryAttempts: 1 });
});

test('a changed template changes the function and its mapping in place', async () => {
  const dataDir = dataDirectory();
  const before = await testCloud({ dataDir, template: template(fn()) });
  const uuid = before.output('Mapping');
  await before.close();
  const changed = fn({ Timeout: 7, Environment: { Variables: { WHOM: 'moon' } }, Tags: [] });
  const after = await testCloud({ dataDir, template: template(changed, { BatchSize: 3 }) });
  const { client, invoke } = testFunctions(after);
  expect((await invoke('greeter')).value).toBe('hello moon');
  expect(await client.send(new GetFunctionCommand({ FunctionName: 'greeter' }))).toMatchObject({
    Configuration: { Timeout: 7 },
  });
  const { EventSourceMappings } = await client.send(new ListEventSourceMappingsCommand({}));
  expect(EventSourceMappings).toMatchObject([{ UUID: uuid, BatchSize: 3 }]);
});

test.for([
  ['a layer', { Layers: ['arn:aws:lambda:us-east-1:000000000000:layer:x:1'] }, /Layers|layers/],
  ['a file system', { FileSystemConfigs: [] }, /FileSystemConfigs/],
  ['Python', { Runtime: 'python3.13' }, /python3\.13/],
] as const)('a template with %s is refused by name', async ([, members, message]) => {
  await expect(testCloud({ template: template(fn(members)) })).rejects.toThrow(message);
});

test('a mapping needs a role that may read the queue', async () => {
  const Policies = role.Properties.Policies.map((policy) => ({
    ...policy,
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }],
    },
  }));
  const whole = template(fn());
  const Role = { ...role, Properties: { ...role.Properties, Policies } };
  await expect(testCloud({ template: { ...whole, Resources: { ...whole.Resources, Role } } })).rejects.toThrow(
    /does not have permissions to call ReceiveMessage on SQS/,
  );
});
