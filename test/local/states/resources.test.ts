/** State machines of a template: with version and alias, as the target of a rule, telling the bus of their end. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { ROLE } from '../../kit/functions.ts';
import { stateMachines } from './state-machines.ts';

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const allow = (service: string, action: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
    },
    Policies: [
      {
        PolicyName: 'may',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] },
      },
    ],
  },
});

const template = {
  Resources: {
    WorkRole: allow('states.amazonaws.com', 'sqs:SendMessage'),
    RuleRole: allow('events.amazonaws.com', 'states:StartExecution'),
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'out' } },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        RoleArn: arnOf('WorkRole'),
        DefinitionString: JSON.stringify({
          StartAt: 'Send',
          States: {
            Send: {
              Type: 'Task',
              Resource: 'arn:aws:states:::sqs:sendMessage',
              // biome-ignore lint/suspicious/noTemplateCurlyInString: a substitution of CloudFormation, not of JavaScript
              Parameters: { QueueUrl: '${QueueUrl}', 'MessageBody.$': '$.detail' },
              End: true,
            },
          },
        }),
        DefinitionSubstitutions: { QueueUrl: { Ref: 'Queue' } },
      },
    },
    Version: { Type: 'AWS::StepFunctions::StateMachineVersion', Properties: { StateMachineArn: { Ref: 'Machine' } } },
    Live: {
      Type: 'AWS::StepFunctions::StateMachineAlias',
      Properties: { Name: 'live', RoutingConfiguration: [{ StateMachineVersionArn: { Ref: 'Version' }, Weight: 100 }] },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['test'] },
        Targets: [{ Id: 't', Arn: { Ref: 'Live' }, RoleArn: arnOf('RuleRole') }],
      },
    },
    Ends: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.states'], detail: { status: ['SUCCEEDED'] } },
        Targets: [{ Id: 'q', Arn: arnOf('Queue') }],
      },
    },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Queue' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: '*',
            },
          ],
        },
      },
    },
  },
  Outputs: { Queue: { Value: { Ref: 'Queue' } }, Machine: { Value: { Ref: 'Machine' } } },
};

test('a rule starts the alias of a template’s state machine, and the bus hears of its end', async () => {
  const cloud = await testCloud({ template });
  await new EventBridgeClient(clientSettings(cloud)).send(
    new PutEventsCommand({ Entries: [{ Source: 'test', DetailType: 'go', Detail: '{"n":7}' }] }),
  );
  const end = await cloud.engine.traces.find(({ service, action }) => service === 'states' && action === 'end');
  expect(end.outcome).toBe('SUCCEEDED');
  const sqs = new SQSClient(clientSettings(cloud));
  const bodies: string[] = [];
  while (bodies.length < 2) {
    const QueueUrl = cloud.output('Queue');
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5, MaxNumberOfMessages: 10 }),
    );
    bodies.push(...Messages.map(({ Body = '' }) => Body));
  }
  expect(bodies).toContain('{"n":7}');
  const change = bodies.map((body) => JSON.parse(body)).find((body) => body.source === 'aws.states');
  expect(change).toMatchObject({
    'detail-type': 'Step Functions Execution Status Change',
    detail: { status: 'SUCCEEDED', executionArn: end.resource },
  });
});

test('a definition that is invalid fails the deployment with what is wrong', async () => {
  const broken = {
    Resources: {
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: { RoleArn: 'arn:aws:iam::000000000000:role/r', DefinitionString: '{"StartAt":"A"}' },
      },
    },
  };
  await expect(testCloud({ template: broken })).rejects.toThrow('These fields are required: [States]');
});

test('a definition is taken from a bucket, JSON or YAML, and one that is not there is refused', async () => {
  const cloud = await testCloud();
  const s3 = new S3Client({ ...clientSettings(cloud), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'code' }));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a substitution of CloudFormation, not of JavaScript
  const Body = 'StartAt: P\nStates:\n  P: { Type: Pass, Result: "${word}", End: true }\n';
  await s3.send(new PutObjectCommand({ Bucket: 'code', Key: 'm.yaml', Body }));
  const at = (Key: string) => ({
    Resources: {
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'from-s3',
          RoleArn: ROLE,
          DefinitionS3Location: { Bucket: 'code', Key },
          DefinitionSubstitutions: { word: 'hello' },
        },
      },
    },
  });
  await expect(cloud.deploy(at('none.json'))).rejects.toThrow('there is no object none.json in the bucket code');
  await cloud.deploy(at('m.yaml'));
  const { start, end } = stateMachines(cloud);
  const arn = await start('arn:aws:states:us-east-1:000000000000:stateMachine:from-s3');
  expect(await end(arn)).toMatchObject({ output: '"hello"' });
});
