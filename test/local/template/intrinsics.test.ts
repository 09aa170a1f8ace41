/** Functions, parameters and conditions of templates, seen through outputs. */
import { ListQueueTagsCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { queue, stacks, stepsInto, withParameters } from './stacks.ts';

/** What each expression gives, as an output of a stack. */
const cases: Readonly<Record<string, [expression: unknown, value: string]>> = {
  'Ref to a parameter': [{ Ref: 'Text' }, 'given'],
  'Ref to a resource': [{ 'Fn::Select': ['4', { 'Fn::Split': ['/', { Ref: 'Queue' }] }] }, 'the-queue'],
  'Fn::GetAtt as a list': [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:the-queue'],
  'Fn::GetAtt as a text': [{ 'Fn::GetAtt': 'Queue.QueueName' }, 'the-queue'],
  'Fn::Join of a list parameter': [{ 'Fn::Join': ['+', { Ref: 'List' }] }, 'a+b+c'],
  'Fn::Sub with variables, attributes and literals': [
    {
      'Fn::Sub': [`\${Own}|\${Queue.QueueName}|\${AWS::Region}|\${!Kept}|\${Text}`, { Own: { Ref: 'AWS::AccountId' } }],
    },
    `000000000000|the-queue|us-east-1|\${Kept}|given`,
  ],
  'Fn::FindInMap': [{ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] }, '1'],
  'Fn::Base64': [{ 'Fn::Base64': 'abc' }, 'YWJj'],
  'Fn::GetAZs': [{ 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, 'us-east-1b'],
  'Fn::If': [{ 'Fn::If': ['Given', 'yes', { Ref: 'Nothing' }] }, 'yes'],
  'conditions of conditions': [{ 'Fn::If': ['Composed', 'yes', 'no'] }, 'yes'],
  'a parameter stored elsewhere': [{ Ref: 'BootstrapVersion' }, '33'],
  'the partition': [{ Ref: 'AWS::Partition' }, 'aws'],
  'the stack': [{ Ref: 'AWS::StackName' }, 'Expressions'],
  'a number': [12, '12'],
};

const template = {
  Parameters: {
    Text: { Type: 'String', AllowedPattern: '[a-z]+' },
    List: { Type: 'CommaDelimitedList', Default: 'a, b,c' },
    BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
  },
  Mappings: { Sizes: { 'us-east-1': { small: 1 } } },
  Conditions: {
    Given: { 'Fn::Equals': [{ Ref: 'Text' }, 'given'] },
    Composed: {
      'Fn::And': [
        { Condition: 'Given' },
        { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] },
        { 'Fn::Or': [{ 'Fn::Contains': [['1', '2'], '3'] }, { Condition: 'Given' }] },
      ],
    },
    Never: { 'Fn::Equals': ['a', 'b'] },
  },
  Rules: {
    CheckBootstrapVersion: {
      Assertions: [
        { Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2', '3', '4', '5'], { Ref: 'BootstrapVersion' }] }] } },
      ],
    },
  },
  Resources: {
    Queue: queue({ QueueName: 'the-queue', DelaySeconds: { 'Fn::If': ['Never', 5, { Ref: 'AWS::NoValue' }] } }),
    Absent: { ...queue(), Condition: 'Never' },
    CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'x' } },
  },
  Outputs: {
    ...Object.fromEntries(Object.values(cases).map(([Value], i) => [`Output${i}`, { Value }])),
    Never: { Value: { Ref: 'Absent' }, Condition: 'Never' },
  },
};

test('every function and pseudo parameter gives what CloudFormation would', async () => {
  const cloud = await testCloud({ template: withParameters('Expressions', template, { Text: 'given' }) });
  const given = Object.keys(cases).map((name, i) => [name, cloud.output(`Output${i}`)]);
  expect(Object.fromEntries(given)).toEqual(
    Object.fromEntries(Object.entries(cases).map(([name, [, value]]) => [name, value])),
  );
  expect(cloud.output('Never')).toBeUndefined();
  expect(cloud.stacks[0]?.resources.map(({ logicalId }) => logicalId)).toEqual(['Queue']);
});

test('numbers and truths that arrive as text are converted as CloudFormation does', async () => {
  const cloud = await testCloud({
    template: withParameters(
      'Converted',
      {
        Parameters: { Automatic: { Type: 'String' }, Burst: { Type: 'Number' } },
        Resources: {
          Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'converted', ProtocolType: 'HTTP' } },
          Stage: {
            Type: 'AWS::ApiGatewayV2::Stage',
            Properties: {
              ApiId: { Ref: 'Api' },
              StageName: '$default',
              AutoDeploy: { Ref: 'Automatic' },
              DefaultRouteSettings: { ThrottlingBurstLimit: { Ref: 'Burst' } },
            },
          },
        },
      },
      { Automatic: 'true', Burst: '7' },
    ),
  });
  expect(cloud.stacks[0]?.resources).toHaveLength(2);
});

test('parameters and secrets of the cloud are resolved where a template refers to them', async () => {
  const resolved = 'arn:{{resolve:ssm:/names/first}}:{{resolve:secretsmanager:names:SecretString:second}}';
  const dataDir = dataDirectory();
  const template = {
    Resources: {
      First: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/names/first', Type: 'String', Value: 'one' } },
      Second: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'names', SecretString: '{"second":"two"}' } },
      Queue: { ...queue({ QueueName: 'q', Tags: [{ Key: 'of', Value: resolved }] }), DependsOn: ['First', 'Second'] },
    },
    Outputs: { Url: { Value: { Ref: 'Queue' } } },
  };
  const cloud = await testCloud({ dataDir, template });
  const QueueUrl = cloud.output('Url');
  const { Tags } = await new SQSClient(clientSettings(cloud)).send(new ListQueueTagsCommand({ QueueUrl }));
  expect(Tags).toEqual({ of: 'arn:one:two' });
  const again = stacks({ local: template });
  await cloud.close();
  const steps: string[] = [];
  await testCloud({ dataDir, template: again, onProgress: stepsInto(steps) });
  expect(steps.sort()).toEqual(['keep First', 'keep Queue', 'keep Second']);
});

test('a reference that leads nowhere fails, and says which', async () => {
  const template = { Resources: { Queue: queue({ QueueName: '{{resolve:ssm:/nowhere}}' }) } };
  await expect(testCloud({ template })).rejects.toThrow('{{resolve:ssm:/nowhere}} leads nowhere');
});
