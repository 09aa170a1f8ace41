/** The resource types of IAM, Logs, CloudWatch, Secrets Manager and Parameter Store, deployed from one template. */
import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeMetricFiltersCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { clientSettings, testCloud } from '../../kit/cloud.ts';

const statement = (rest: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...rest }] });
const alarm = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 0 };

const Resources = {
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: statement({ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }),
      ManagedPolicyArns: [
        {
          'Fn::Join': [
            '',
            ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
          ],
        },
      ],
      Policies: [{ PolicyName: 'own', PolicyDocument: statement({ Action: 'sqs:*', Resource: '*' }) }],
    },
  },
  Policy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'added',
      PolicyDocument: statement({ Action: 'logs:PutLogEvents', Resource: { 'Fn::GetAtt': ['Group', 'Arn'] } }),
      Roles: [{ Ref: 'Role' }],
    },
  },
  Managed: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { PolicyDocument: statement({ Action: 'ssm:GetParameter', Resource: '*' }), Roles: [{ Ref: 'Role' }] },
  },
  Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/app', RetentionInDays: 7 } },
  Filter: {
    Type: 'AWS::Logs::MetricFilter',
    Properties: {
      LogGroupName: { Ref: 'Group' },
      FilterPattern: 'ERROR',
      MetricTransformations: [{ MetricName: 'errors', MetricNamespace: 'App', MetricValue: '1' }],
    },
  },
  Alarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { ...alarm, AlarmName: 'errors', MetricName: 'errors', Namespace: 'App', Period: 60, Statistic: 'Sum' },
  },
  Composite: {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: { AlarmName: 'any', AlarmRule: { 'Fn::Sub': `ALARM("\${Alarm}")` } },
  },
  Board: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardName: 'board', DashboardBody: '{"widgets":[]}' },
  },
  Secret: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: {
      Name: 'app/key',
      GenerateSecretString: { SecretStringTemplate: '{"user":"admin"}', GenerateStringKey: 'key', PasswordLength: 20 },
    },
  },
  Parameter: {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: '/app/secret', Type: 'String', Value: { Ref: 'Secret' } },
  },
};

test('a template makes them all, and what they refer to', async () => {
  const cloud = await testCloud({ template: { Resources } });
  const settings = clientSettings(cloud);

  const iam = new IAMClient(settings);
  const RoleName = cloud.stacks[0]?.resources.find(({ logicalId }) => logicalId === 'Role')?.physicalId;
  expect((await iam.send(new GetRoleCommand({ RoleName }))).Role?.RoleName).toBe(RoleName);
  expect((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(['own', 'added']);
  expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies).toHaveLength(2);

  const logs = new CloudWatchLogsClient(settings);
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/app' }));
  expect(logGroups).toMatchObject([{ retentionInDays: 7, metricFilterCount: 1 }]);
  expect((await logs.send(new DescribeMetricFiltersCommand({ logGroupName: '/app' }))).metricFilters).toHaveLength(1);

  const watch = new CloudWatchClient(settings);
  const AlarmTypes = ['MetricAlarm' as const, 'CompositeAlarm' as const];
  const { MetricAlarms, CompositeAlarms } = await watch.send(new DescribeAlarmsCommand({ AlarmTypes }));
  expect([MetricAlarms?.length, CompositeAlarms?.[0]?.AlarmRule]).toEqual([1, 'ALARM("errors")']);
  expect((await watch.send(new GetDashboardCommand({ DashboardName: 'board' }))).DashboardBody).toBe('{"widgets":[]}');

  const { SecretString, ARN } = await new SecretsManagerClient(settings).send(
    new GetSecretValueCommand({ SecretId: 'app/key' }),
  );
  expect(JSON.parse(SecretString ?? '')).toEqual({ user: 'admin', key: expect.stringMatching(/^.{20}$/) });
  const { Parameter } = await new SSMClient(settings).send(new GetParameterCommand({ Name: '/app/secret' }));
  expect(Parameter?.Value).toBe(ARN);
});
