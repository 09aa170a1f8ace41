/** Functions as actions of alarms: let by the principal that AWS documents, called with AWS's event. */
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { AddPermissionCommand } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { FAILURES } from '../../kit/alarms.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';
import { functionArn, testFunctions } from '../../kit/functions.ts';

test.for([
  ['lambda.alarms.cloudwatch.amazonaws.com', 'ok'],
  ['cloudwatch.amazonaws.com', 'AccessDeniedException'],
] as const)('a function whose policy lets %s: %s', async ([Principal, outcome]) => {
  const cloud = await testCloud();
  const functions = testFunctions(cloud);
  await functions.create('page', 'export const handler = async () => {};');
  await functions.client.send(
    new AddPermissionCommand({
      FunctionName: 'page',
      StatementId: 'alarm',
      Action: 'lambda:InvokeFunction',
      Principal,
    }),
  );
  const client = new CloudWatchClient(clientSettings(cloud));
  await client.send(new PutMetricAlarmCommand({ ...FAILURES, AlarmActions: [functionArn('page')] }));
  const told = cloud.engine.traces.find(
    ({ service, action, resource }) =>
      service === 'monitoring' && action === 'deliver' && resource === functionArn('page'),
  );
  await client.send(new SetAlarmStateCommand({ AlarmName: 'failures', StateValue: 'ALARM', StateReason: 'by hand' }));
  expect(await told).toMatchObject({ outcome });
});

test('a queue is no action of an alarm, as on AWS', async () => {
  const cloud = await testCloud();
  const client = new CloudWatchClient(clientSettings(cloud));
  const queue = 'arn:aws:sqs:us-east-1:000000000000:q';
  await client.send(new PutMetricAlarmCommand({ ...FAILURES, AlarmActions: [queue] }));
  const told = cloud.engine.traces.find(({ service, resource }) => service === 'monitoring' && resource === queue);
  await client.send(new SetAlarmStateCommand({ AlarmName: 'failures', StateValue: 'ALARM', StateReason: 'by hand' }));
  expect(await told).toMatchObject({ action: 'deliver', outcome: 'UnsupportedOperation' });
  const { AlarmHistoryItems } = await client.send(new DescribeAlarmHistoryCommand({ HistoryItemType: 'Action' }));
  expect(AlarmHistoryItems).toMatchObject([{ HistorySummary: `Failed to execute action ${queue}` }]);
});
