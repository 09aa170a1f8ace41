/** Integrations of AWS services: an API that sends, starts and puts without a function. */
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  type CreateIntegrationCommandInput,
} from '@aws-sdk/client-apigatewayv2';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { testApi, told } from './api.ts';

const role = (actions: readonly string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'p',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] },
      },
    ],
  },
});

const MORE = {
  Caller: role(['sqs:SendMessage', 'events:PutEvents', 'states:StartExecution', 'states:StartSyncExecution']),
  Powerless: role(['s3:GetObject']),
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } },
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineType: 'EXPRESS',
      RoleArn: { 'Fn::GetAtt': ['Caller', 'Arn'] },
      DefinitionString: JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }),
    },
  },
};

const service = (IntegrationSubtype: string, RequestParameters: object, roleName = 'Caller') => ({
  calls: 'Unused',
  integration: {
    IntegrationType: 'AWS_PROXY',
    IntegrationSubtype,
    IntegrationUri: { Ref: 'AWS::NoValue' },
    PayloadFormatVersion: '1.0',
    CredentialsArn: { 'Fn::GetAtt': [roleName, 'Arn'] },
    RequestParameters,
  },
});

const send = (MessageBody: string, roleName?: string) =>
  service('SQS-SendMessage', { QueueUrl: { Ref: 'Queue' }, MessageBody, DelaySeconds: '0' }, roleName);

const servicesApi = () =>
  testApi({
    functions: { Unused: 'async () => 1' },
    more: MORE,
    routes: {
      'POST /orders': send('$request.body'),
      'POST /item': send('$request.body.item.name'),
      'POST /powerless': send('$request.body', 'Powerless'),
      'POST /events': service('EventBridge-PutEvents', {
        Source: 'shop',
        DetailType: '$request.querystring.type',
        Detail: '$request.body',
      }),
      'POST /sync': service('StepFunctions-StartSyncExecution', {
        StateMachineArn: { Ref: 'Machine' },
        Input: '$request.body',
      }),
      'POST /start': service('StepFunctions-StartExecution', { StateMachineArn: { Ref: 'Machine' } }),
    },
  });

const posted = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });

test('a message is sent to a queue, with the role of the integration', async () => {
  const { call, cloud } = await servicesApi();
  const [status, answer] = await told(await call('/orders', posted({ n: 1 })));
  expect([status, answer]).toEqual([200, expect.objectContaining({ MessageId: expect.any(String) })]);
  expect((await call('/item', posted({ item: { name: 'tea' } }))).status).toBe(200);
  const sqs = new SQSClient(clientSettings(cloud));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: `${cloud.url}/000000000000/orders`, MaxNumberOfMessages: 10 }),
  );
  expect(Messages.map(({ Body }) => Body).sort()).toEqual(['tea', '{"n":1}']);
});

test('what the service refuses, the client is told', async () => {
  const { call } = await servicesApi();
  const powerless = await call('/powerless', posted({}));
  expect([powerless.status, await powerless.text()]).toEqual([403, expect.stringContaining('sqs:SendMessage')]);
  expect((await call('/item', posted({ other: 1 }))).status).toBe(400);
});

test('events are put', async () => {
  const { call } = await servicesApi();
  expect(await told(await call('/events?type=order', posted({ n: 1 })))).toEqual([
    200,
    { Entries: [{ EventId: expect.any(String) }], FailedEntryCount: 0 },
  ]);
});

test('workflows are started, and waited for', async () => {
  const { call } = await servicesApi();
  const [status, execution] = await told(await call('/sync', posted({ n: 1 })));
  expect([status, execution]).toEqual([200, expect.objectContaining({ status: 'SUCCEEDED', output: '{"n":1}' })]);
  expect(await told(await call('/start', { method: 'POST' }))).toEqual([
    200,
    { executionArn: expect.any(String), startDate: expect.any(Number) },
  ]);
});

test('a subtype that cannot work is refused when it is made', async () => {
  const cloud = await testCloud();
  const client = new ApiGatewayV2Client(clientSettings(cloud));
  const { ApiId } = await client.send(new CreateApiCommand({ Name: 'x', ProtocolType: 'HTTP' }));
  const made = (more: Partial<CreateIntegrationCommandInput>) =>
    client
      .send(
        new CreateIntegrationCommand({
          ApiId,
          IntegrationType: 'AWS_PROXY',
          IntegrationSubtype: 'SQS-SendMessage',
          PayloadFormatVersion: '1.0',
          CredentialsArn: 'arn:aws:iam::000000000000:role/r',
          RequestParameters: { QueueUrl: 'q', MessageBody: 'b' },
          ...more,
        }),
      )
      .then(
        () => 'accepted',
        (error: Error) => `${error.name}: ${error.message}`,
      );
  expect([
    await made({}),
    await made({ RequestParameters: { QueueUrl: 'q' } }),
    await made({ RequestParameters: { QueueUrl: 'q', MessageBody: 'b', Colour: 'blue' } }),
    await made({ CredentialsArn: undefined }),
    await made({ CredentialsArn: 'arn:aws:iam::*:user/*' }),
    await made({ IntegrationSubtype: 'Kinesis-PutRecord' }),
    await made({ IntegrationSubtype: 'constructor' }),
  ]).toEqual([
    'accepted',
    'BadRequestException: Parameters: (MessageBody) must be specified for IntegrationSubtype: SQS-SendMessage',
    'BadRequestException: Parameter: (Colour) is not valid for IntegrationSubtype: SQS-SendMessage',
    'BadRequestException: CredentialsArn is required with an IntegrationSubtype',
    expect.stringContaining('BadRequestException: CreateIntegration: credentialsArn is not supported'),
    expect.stringContaining('BadRequestException: The integration subtype Kinesis-PutRecord is not supported'),
    expect.stringContaining('BadRequestException: The integration subtype constructor is not supported'),
  ]);
});
