/** Several stacks, the cdk.out folder, and what CloudFormation tells of them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { expect, test } from 'vitest';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { queue, stacks } from './stacks.ts';

const producer = {
  Description: 'Makes the queue',
  Resources: { Queue: queue({ QueueName: 'shared' }) },
  Outputs: {
    Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Export: { Name: { 'Fn::Sub': `\${AWS::StackName}:Arn` } } },
    Name: { Value: { 'Fn::GetAtt': ['Queue', 'QueueName'] }, Description: 'its name' },
  },
};
const consumer = {
  Resources: { Queue: queue() },
  Outputs: {
    Strong: { Value: { 'Fn::ImportValue': 'Producer:Arn' } },
    Weak: { Value: { 'Fn::GetStackOutput': { StackName: 'Producer', OutputName: 'Name', Region: 'us-east-1' } } },
  },
};

test('stacks take exports and outputs of each other, in one deployment and in a later one', async () => {
  const expected = { Strong: 'arn:aws:sqs:us-east-1:000000000000:shared', Weak: 'shared' };
  const together = await testCloud({ template: stacks({ Producer: producer, Consumer: consumer }) });
  expect(together.stacks[1]?.outputs).toEqual(expected);

  const dataDir = dataDirectory();
  const first = await testCloud({ dataDir, template: stacks({ Producer: producer }) });
  await first.close();
  const second = await testCloud({ dataDir, template: stacks({ Consumer: consumer }) });
  expect(second.stacks[0]?.outputs).toEqual(expected);
});

/** A cdk.out folder as the CDK writes it: the consumer stands first, but depends on the producer. */
function writeAssembly(folder: string): void {
  const stack = (id: string, dependencies: string[]) => ({
    type: 'aws:cloudformation:stack',
    environment: 'aws://unknown-account/unknown-region',
    properties: { templateFile: `${id}.template.json`, tags: { team: 'line' } },
    dependencies,
  });
  const artifacts = {
    Consumer: stack('Consumer', ['Producer']),
    'Producer.assets': { type: 'cdk:asset-manifest', properties: { file: 'Producer.assets.json' } },
    Producer: stack('Producer', ['Producer.assets']),
    Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
  };
  const source = { path: 'asset.abc', packaging: 'zip' };
  const bucketName = `cdk-assets-\${AWS::AccountId}-\${AWS::Region}`;
  const files = { abc: { source, destinations: { here: { bucketName, objectKey: 'abc.zip' } } } };
  mkdirSync(join(folder, 'asset.abc'));
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  write('manifest.json', { version: '53.0.0', artifacts });
  write('Producer.assets.json', { version: '53.0.0', files, dockerImages: {} });
  write('Producer.template.json', producer);
  write('Consumer.template.json', consumer);
}

test('a cdk.out folder is deployed in the order of its dependencies, with its assets', async () => {
  const folder = dataDirectory();
  writeAssembly(folder);
  const cloud = await testCloud({ template: folder });
  expect(cloud.stacks.map(({ name }) => name)).toEqual(['Producer', 'Consumer']);
  const path = cloud.engine.ports.get('assets').path('cdk-assets-000000000000-us-east-1', 'abc.zip');
  expect(path).toBe(join(folder, 'asset.abc'));
});

test('CloudFormation tells what was deployed', async () => {
  const cloud = await testCloud({ template: stacks({ Producer: producer }) });
  const client = new CloudFormationClient(clientSettings(cloud));
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: 'Producer' }));
  expect(Stacks).toMatchObject([
    {
      StackName: 'Producer',
      Description: 'Makes the queue',
      StackStatus: 'CREATE_COMPLETE',
      StackId: expect.stringMatching(/^arn:aws:cloudformation:us-east-1:000000000000:stack\/Producer\//),
      Outputs: [
        { OutputKey: 'Arn', OutputValue: 'arn:aws:sqs:us-east-1:000000000000:shared', ExportName: 'Producer:Arn' },
        { OutputKey: 'Name', OutputValue: 'shared', Description: 'its name' },
      ],
    },
  ]);
  const StackName = Stacks[0]?.StackId ?? '';
  const { StackResourceSummaries } = await client.send(new ListStackResourcesCommand({ StackName }));
  const resource = { LogicalResourceId: 'Queue', ResourceType: 'AWS::SQS::Queue', ResourceStatus: 'CREATE_COMPLETE' };
  expect(StackResourceSummaries).toMatchObject([resource]);
  const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: 'Producer' }));
  expect(StackResources).toMatchObject([{ ...resource, StackName: 'Producer' }]);
  const { TemplateBody } = await client.send(new GetTemplateCommand({ StackName: 'Producer' }));
  expect(TemplateBody).toBe(JSON.stringify(producer));
  const { Exports } = await client.send(new ListExportsCommand({}));
  expect(Exports).toMatchObject([{ Name: 'Producer:Arn', ExportingStackId: StackName }]);
  const { StackSummaries } = await client.send(new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }));
  expect(StackSummaries ?? []).toEqual([]);
});

test('an unknown stack is refused with the sentence that tools compare', async () => {
  const cloud = await testCloud();
  const client = new CloudFormationClient(clientSettings(cloud));
  await expect(client.send(new DescribeStacksCommand({ StackName: 'Nobody' }))).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id Nobody does not exist',
  });
});
