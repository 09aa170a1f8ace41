/** Deploying over a cloud that runs: what is in it stays, what fails is taken back. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { queue, stacks, stepsInto } from './stacks.ts';

const ROLE = 'arn:aws:iam::000000000000:role/test';

const line = (resources: object, outputs: object = {}) => stacks({ Line: { Resources: resources, Outputs: outputs } });

const sqsOf = (cloud: LocalCloud) => new SQSClient(clientSettings(cloud));

const url = (cloud: LocalCloud, name: string): string => `${cloud.url}/000000000000/${name}`;

async function queueNames(cloud: LocalCloud): Promise<string[]> {
  const { QueueUrls = [] } = await sqsOf(cloud).send(new ListQueuesCommand({}));
  return QueueUrls.map((one) => one.split('/').at(-1) ?? '').sort();
}

async function attributes(cloud: LocalCloud, name: string): Promise<Record<string, string>> {
  const request = { QueueUrl: url(cloud, name), AttributeNames: ['All' as const] };
  return (await sqsOf(cloud).send(new GetQueueAttributesCommand(request))).Attributes ?? {};
}

async function statusOf(cloud: LocalCloud, StackName = 'Line') {
  const client = new CloudFormationClient(clientSettings(cloud));
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  return stack;
}

const worker = (version: string, enabled: boolean) => ({
  Queue: queue({ QueueName: 'work', VisibilityTimeout: enabled ? 60 : 30 }),
  Worker: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'worker',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: ROLE,
      Code: {
        ZipFile: `exports.handler = async (e) => { for (const r of e.Records) console.log('${version} ' + r.body); };`,
      },
    },
  },
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      FunctionName: { Ref: 'Worker' },
      Enabled: enabled,
    },
  },
});

test('messages wait in their queue while code, mapping and queue change, and the new code handles them', async () => {
  const cloud = await testCloud({ template: line(worker('old', false)) });
  const sqs = sqsOf(cloud);
  await sqs.send(new SendMessageCommand({ QueueUrl: url(cloud, 'work'), MessageBody: 'one' }));

  const steps: string[] = [];
  await cloud.deploy(line(worker('new', true)), { onProgress: stepsInto(steps) });
  expect(steps.sort()).toEqual(['update Mapping', 'update Queue', 'update Worker']);
  await sqs.send(new SendMessageCommand({ QueueUrl: url(cloud, 'work'), MessageBody: 'two' }));
  const handled = new Set<number>();
  for (const _ of ['one', 'two'])
    await cloud.engine.traces.find(({ id, service, action, outcome }) => {
      if (service !== 'lambda' || action !== 'invoke' || outcome !== 'ok' || handled.has(id)) return false;
      handled.add(id);
      return true;
    });
  const logs = new CloudWatchLogsClient(clientSettings(cloud));
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/worker' }));
  const said = events.map(({ message = '' }) => /(old|new) (one|two)/.exec(message)?.[0]).filter(Boolean);
  expect(said.sort()).toEqual(['new one', 'new two']);
  expect(await attributes(cloud, 'work')).toMatchObject({ VisibilityTimeout: '60' });
});

const table = (more: object = {}, key = 'id') => ({
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: [
        { AttributeName: key, AttributeType: 'S' },
        ...('GlobalSecondaryIndexes' in more ? [{ AttributeName: 'colour', AttributeType: 'S' }] : []),
      ],
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      ...more,
    },
  },
});
const byColour = {
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-colour',
      KeySchema: [{ AttributeName: 'colour', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

test('a table keeps its rows while it gets an index, and is replaced when its key changes', async () => {
  const outputs = { Name: { Value: { Ref: 'Table' } } };
  const cloud = await testCloud({ template: line(table(), outputs) });
  const client = new DynamoDBClient(clientSettings(cloud));
  const TableName = String(cloud.output('Name'));
  await client.send(new PutItemCommand({ TableName, Item: { id: { S: '1' }, colour: { S: 'red' } } }));

  await cloud.deploy(line(table(byColour), outputs));
  expect(cloud.output('Name')).toBe(TableName);
  const { Items } = await client.send(
    new QueryCommand({
      TableName,
      IndexName: 'by-colour',
      KeyConditionExpression: 'colour = :c',
      ExpressionAttributeValues: { ':c': { S: 'red' } },
    }),
  );
  expect(Items).toHaveLength(1);
  expect((await client.send(new GetItemCommand({ TableName, Key: { id: { S: '1' } } }))).Item).toBeDefined();

  const steps: string[] = [];
  await cloud.deploy(line(table({}, 'other'), outputs), { onProgress: stepsInto(steps) });
  expect(steps).toEqual(['replace Table', 'remove Table']);
  expect(cloud.output('Name')).not.toBe(TableName);
  await expect(client.send(new DescribeTableCommand({ TableName }))).rejects.toThrow('not found');
});

test('an execution that waits ends by the definition that it began with', async () => {
  const machine = (end: string) => ({
    Asks: queue({ QueueName: 'asks' }),
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        RoleArn: ROLE,
        DefinitionString: JSON.stringify({
          StartAt: 'Ask',
          States: {
            Ask: {
              Type: 'Task',
              Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
              Parameters: { QueueUrl: `\${Url}`, 'MessageBody.$': '$$.Task.Token' },
              Next: 'End',
            },
            End: { Type: 'Pass', Result: end, End: true },
          },
        }),
        DefinitionSubstitutions: { Url: { Ref: 'Asks' } },
      },
    },
  });
  const outputs = { Arn: { Value: { Ref: 'Machine' } } };
  const cloud = await testCloud({ template: line(machine('first'), outputs) });
  const states = new SFNClient(clientSettings(cloud));
  const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn: cloud.output('Arn') }));
  const ask = new ReceiveMessageCommand({ QueueUrl: url(cloud, 'asks'), WaitTimeSeconds: 20 });
  const taskToken = (await sqsOf(cloud).send(ask)).Messages?.[0]?.Body;

  await cloud.deploy(line(machine('second'), outputs));
  await states.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
  const ended = ({ action, resource }: { action: string; resource?: string }) =>
    resource === executionArn && /succe|end|complete/i.test(action);
  await cloud.engine.traces.find(ended);
  const { status, output } = await states.send(new DescribeExecutionCommand({ executionArn }));
  expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: '"first"' });
});

test('an update that fails at its last resource leaves all before it as it was, and says why', async () => {
  const good = {
    Queue: queue({ QueueName: 'steady', VisibilityTimeout: 10 }),
    Kind: queue({}),
    Gone: queue({ QueueName: 'gone' }),
    ...table(),
  };
  const cloud = await testCloud({ template: line(good) });
  const names = await queueNames(cloud);
  await sqsOf(cloud).send(new SendMessageCommand({ QueueUrl: url(cloud, 'steady'), MessageBody: 'kept' }));

  const bad = {
    Queue: queue({ QueueName: 'steady', VisibilityTimeout: 20 }),
    Kind: queue({ FifoQueue: true }, { DependsOn: 'Queue' }),
    ...table(byColour),
    Fresh: queue({ QueueName: 'fresh' }, { DependsOn: ['Kind', 'Table'] }),
    Wrong: queue({ QueueName: 'not a name!' }, { DependsOn: 'Fresh' }),
  };
  await expect(cloud.deploy(line(bad))).rejects.toThrow(/Line \/ Wrong \/ AWS::SQS::Queue: .*rolled back/);
  expect(await queueNames(cloud)).toEqual(names);
  expect(await attributes(cloud, 'steady')).toMatchObject({
    VisibilityTimeout: '10',
    ApproximateNumberOfMessages: '1',
  });
  expect(await statusOf(cloud)).toMatchObject({
    StackStatus: 'UPDATE_ROLLBACK_COMPLETE',
    StackStatusReason: expect.stringMatching(/Wrong.*Queue/),
  });
  const steps: string[] = [];
  await cloud.deploy(line(good), { onProgress: stepsInto(steps) });
  expect(steps.sort()).toEqual(['keep Gone', 'keep Kind', 'keep Queue', 'keep Table']);
});

test('a resource with a name of its own cannot be replaced beside itself', async () => {
  const cloud = await testCloud({ template: line(table({ TableName: 'rows' })) });
  await expect(cloud.deploy(line(table({ TableName: 'rows' }, 'other')))).rejects.toThrow(
    'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename rows and update the stack again.',
  );
  const client = new DynamoDBClient(clientSettings(cloud));
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'rows' }));
  expect(Table?.KeySchema).toEqual([{ AttributeName: 'id', KeyType: 'HASH' }]);
});

test('an output that cannot be made takes the update back before anything is removed', async () => {
  const cloud = await testCloud({
    template: line({ Kept: queue({ QueueName: 'kept' }), Old: queue({ QueueName: 'old' }) }),
  });
  const next = line(
    { Kept: queue({ QueueName: 'kept' }), New: queue({ QueueName: 'new' }) },
    {
      Wrong: { Value: { 'Fn::GetAtt': ['Kept', 'Colour'] } },
    },
  );
  await expect(cloud.deploy(next)).rejects.toThrow('Outputs.Wrong.Value');
  expect(await queueNames(cloud)).toEqual(['kept', 'old']);
});

test('an export that another stack uses may be neither changed nor removed', async () => {
  const giver = (name: string, exported: boolean) => ({
    Resources: { Queue: queue({ QueueName: name }) },
    Outputs: exported ? { Url: { Value: { Ref: 'Queue' }, Export: { Name: 'the-queue' } } } : {},
  });
  const taker = {
    Resources: {
      Taker: queue({ QueueName: 'taker', Tags: [{ Key: 'of', Value: { 'Fn::ImportValue': 'the-queue' } }] }),
    },
  };
  const cloud = await testCloud({ template: stacks({ Giver: giver('first', true), Taker: taker }) });
  await expect(cloud.deploy(stacks({ Giver: giver('second', true) }))).rejects.toThrow(
    'Export the-queue cannot be updated as it is in use by Taker',
  );
  await expect(cloud.deploy(stacks({ Giver: giver('first', false) }))).rejects.toThrow(
    'Export the-queue cannot be deleted as it is in use by Taker',
  );
  expect(await queueNames(cloud)).toEqual(['first', 'taker']);
  await cloud.deploy(stacks({ Taker: { Resources: { Taker: queue({ QueueName: 'taker' }) } } }));
  await cloud.deploy(stacks({ Giver: giver('second', true) }));
  expect(await queueNames(cloud)).toEqual(['second', 'taker']);
});

test('two deployments of a stack at once: the second is refused, the first goes on', async () => {
  const cloud = await testCloud({ template: line({ Queue: queue({ QueueName: 'q' }) }) });
  const first = cloud.deploy(line({ Queue: queue({ QueueName: 'q', DelaySeconds: 1 }) }));
  await expect(cloud.deploy(line({ Queue: queue({ QueueName: 'q', DelaySeconds: 2 }) }))).rejects.toThrow(
    'Stack Line is being changed already',
  );
  await first;
  expect(await attributes(cloud, 'q')).toMatchObject({ DelaySeconds: '1' });
});
