/** `GET /_local/`: the state of everything, for this machine's programs and pages only. */
import { request } from 'node:http';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { FORMAT_VERSION } from '../../../local/engine/store/directory.ts';
import { FAILURES } from '../../kit/alarms.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { testFunctions } from '../../kit/functions.ts';

const read = async (url: string, init?: RequestInit) => {
  const answer = await fetch(url, init);
  const body = (await answer.json()) as { readonly services: Readonly<Record<string, unknown>> };
  return { status: answer.status, headers: answer.headers, body };
};

/** With headers that fetch does not let a caller set. */
const raw = (url: string, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });

/** One of most kinds of things. */
const TEMPLATE = {
  Resources: {
    Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } },
    News: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'things',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: FAILURES,
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: { Name: 'r', EventPattern: { source: ['test'] }, Targets: [] },
    },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'm',
        RoleArn: 'arn:aws:iam::000000000000:role/r',
        DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}',
      },
    },
  },
  Outputs: { Url: { Value: { Ref: 'Orders' } } },
};

test('tells what there is, what it does, and what the process is', async () => {
  const cloud = await testCloud({ template: TEMPLATE });
  const { create } = testFunctions(cloud);
  await create('f', 'export const handler = async () => 1;', {
    Environment: { Variables: { PASSWORD: 'open sesame' } },
  });
  const QueueUrl = cloud.output('Url');
  await new SQSClient(clientSettings(cloud)).send(new SendMessageCommand({ QueueUrl, MessageBody: 'a payload' }));
  const { status, headers, body } = await read(`${cloud.url}/_local/`);
  expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
    200,
    'application/json',
    'no-store',
  ]);
  expect(body).toMatchObject({
    endpoint: cloud.url,
    account: '000000000000',
    region: 'us-east-1',
    clock: { now: expect.stringMatching(/^\d{4}-/), mode: 'wall' },
    process: { pid: process.pid, node: process.version, memoryMiB: { rss: expect.any(Number) } },
    dataFormat: FORMAT_VERSION,
    traces: { last: expect.any(Number) },
    services: {
      cloudformation: {
        stacks: [
          {
            outputs: { Url: QueueUrl },
            resources: expect.arrayContaining([
              { logicalId: 'Orders', physicalId: QueueUrl, type: 'AWS::SQS::Queue', status: 'CREATE_COMPLETE' },
            ]),
          },
        ],
      },
      sqs: { queues: [{ name: 'orders', visible: 1, inFlight: 0, delayed: 0 }] },
      sns: { topics: [{ name: 'news', subscriptions: [] }] },
      dynamodb: { tables: [{ name: 'things', items: 0, more: false }] },
      monitoring: { alarms: [{ name: 'failures', state: expect.any(String) }] },
      events: { buses: [{ name: 'default', rules: [{ name: 'r', enabled: true, pattern: { source: ['test'] } }] }] },
      lambda: { functions: [{ name: 'f', inFlight: 0, environments: { total: 0, idle: 0 } }] },
      states: { stateMachines: [{ name: 'm', executions: { byStatus: {}, latest: [] } }] },
      scheduler: { schedules: [] },
      apigateway: { apis: [] },
      s3: { buckets: [] },
    },
  });
  expect(await read(`${cloud.url}/_local/services/sqs`)).toMatchObject({
    status: 200,
    body: { queues: [{ name: 'orders' }] },
  });
});

test('has no secrets in it: no payloads, environment variables, secrets or parameters', async () => {
  const cloud = await testCloud();
  const settings = clientSettings(cloud);
  const { create, invoke } = testFunctions(cloud);
  await create('f', 'export const handler = async () => "sesame";', { Environment: { Variables: { A: 'sesame' } } });
  await invoke('f', { say: 'sesame' });
  await new SecretsManagerClient(settings).send(new CreateSecretCommand({ Name: 's', SecretString: 'sesame' }));
  const parameter = { Name: 'p', Value: 'sesame', Type: 'SecureString' } as const;
  await new SSMClient(settings).send(new PutParameterCommand(parameter));
  const { QueueUrl } = await new SQSClient(settings).send(new CreateQueueCommand({ QueueName: 'q' }));
  await new SQSClient(settings).send(new SendMessageCommand({ QueueUrl, MessageBody: 'sesame' }));
  const state = JSON.stringify((await read(`${cloud.url}/_local/`)).body);
  const traces = JSON.stringify((await read(`${cloud.url}/_local/traces?wait=false`)).body);
  expect([state.includes('"s"'), state.includes('sesame'), traces.includes('sesame')]).toEqual([true, false, false]);
});

test('a service that fails to tell says so; the others tell', async () => {
  const reports: string[] = [];
  const cloud = await testCloud({ report: (where) => reports.push(where) });
  cloud.engine.ports.offer('stacks', {
    ...cloud.engine.ports.get('stacks'),
    list: () => {
      throw new Error('broken');
    },
  });
  const { status, body } = await read(`${cloud.url}/_local/`);
  expect([status, body.services.cloudformation, body.services.sqs]).toEqual([200, { error: 'broken' }, { queues: [] }]);
  expect(reports).toEqual(['the state of cloudformation']);
});

test.each([
  ['/_local/nothing', 'GET', 404],
  ['/_local/services/nothing', 'GET', 404],
  ['/_local/services/', 'GET', 404],
  ['/_local/traces?since=x', 'GET', 400],
  ['/_local/', 'POST', 405],
  ['/_local/traces', 'DELETE', 405],
])('%s by %s is %i', async (path, method, status) => {
  const cloud = await testCloud();
  expect((await read(`${cloud.url}${path}`, { method })).status).toBe(status);
});

test.each([
  ['a name that was resolved to this machine', { host: 'evil.example' }, 403],
  ['a name that only begins like a local one', { host: 'localhost.evil.example:80' }, 403],
  ['a page of somewhere else', { host: 'localhost', origin: 'https://evil.example' }, 403],
  ['a page without an origin', { host: 'localhost', origin: 'null' }, 403],
  ['a page of this machine', { host: 'localhost', origin: 'http://localhost:5173' }, 200],
  ['another local name', { host: 'signalbox.localhost:4566' }, 200],
  ['the loopback of IPv6', { host: '[::1]:4566' }, 200],
])('%s: %j is answered %i, state and traces', async (_, headers, status) => {
  const cloud = await testCloud();
  expect(await raw(`${cloud.url}/_local/`, headers)).toBe(status);
  expect(await raw(`${cloud.url}/_local/traces?wait=false`, headers)).toBe(status);
});

test('a local page on another port may read, and no other', async () => {
  const cloud = await testCloud();
  const leave = async (origin: string) =>
    (await fetch(`${cloud.url}/_local/`, { headers: { origin } })).headers.get('access-control-allow-origin');
  expect(await leave('http://localhost:5173')).toBe('http://localhost:5173');
  expect(await leave('https://evil.example')).toBeNull();
  const preflight = await fetch(`${cloud.url}/_local/traces`, {
    method: 'OPTIONS',
    headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'GET' },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
    204,
    'last-event-id, accept',
  ]);
});
