/** Numbers in log lines become metrics: by the embedded metric format, and by metric filters. */
import { CloudWatchClient, GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogGroupCommand, PutMetricFilterCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, testCloud } from '../../kit/cloud.ts';

async function sumOf(
  cloud: LocalCloud,
  Namespace: string,
  MetricName: string,
  Dimensions: { Name: string; Value: string }[] = [],
) {
  const now = Date.now();
  const { Datapoints = [] } = await new CloudWatchClient(clientSettings(cloud)).send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions,
      StartTime: new Date(now - 600_000),
      EndTime: new Date(now + 600_000),
      Period: 3600,
      Statistics: ['Sum', 'SampleCount'],
    }),
  );
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}

const embedded = (values: object, metrics = [{ Name: 'handled', Unit: 'Count' }]) =>
  JSON.stringify({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: 'Signalbox', Dimensions: [['agent'], ['agent', 'channel']], Metrics: metrics }],
    },
    agent: 'analyst',
    channel: 'fleet.analysis',
    ...values,
  });

test('a line in the embedded metric format counts in each of its sets of dimensions', async () => {
  const cloud = await testCloud();
  const message = embedded({ handled: [1, 2, 3] });
  const prefixed = `2026-11-21T12:00:00.000Z\t1f\tINFO\t${embedded({ handled: 4 })}`;
  cloud.engine.ports.get('logs').append('/aws/lambda/f', 's', [
    { timestamp: Date.now(), message },
    { timestamp: Date.now(), message: prefixed },
  ]);
  const agent = { Name: 'agent', Value: 'analyst' };
  expect(await sumOf(cloud, 'Signalbox', 'handled', [agent])).toBe(10);
  expect(await sumOf(cloud, 'Signalbox', 'handled', [{ Name: 'channel', Value: 'fleet.analysis' }, agent])).toBe(10);
  const { Metrics } = await new CloudWatchClient(clientSettings(cloud)).send(
    new ListMetricsCommand({ Namespace: 'Signalbox' }),
  );
  expect(Metrics).toHaveLength(2);
});

test('a malformed line is counted, and the line itself is kept', async () => {
  const cloud = await testCloud();
  const message = embedded({ handled: 'many' });
  cloud.engine.ports.get('logs').append('/aws/lambda/f', 's', [{ timestamp: Date.now(), message }]);
  expect(await sumOf(cloud, 'AWS/Logs', 'EMFParsingErrors')).toBe(1);
});

test('a metric filter counts what it matches', async () => {
  const cloud = await testCloud();
  const logs = new CloudWatchLogsClient(clientSettings(cloud));
  const logGroupName = '/aws/lambda/f';
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  const filter = (metricName: string, metricValue: string) =>
    logs.send(
      new PutMetricFilterCommand({
        logGroupName,
        filterName: metricName,
        filterPattern: '{ $.level = "ERROR" }',
        metricTransformations: [{ metricName, metricNamespace: 'App', metricValue }],
      }),
    );
  await filter('errors', '1');
  await filter('lost', '$.lost');
  const line = (level: string, lost: number) => ({ timestamp: Date.now(), message: JSON.stringify({ level, lost }) });
  cloud.engine.ports.get('logs').append(logGroupName, 's', [line('ERROR', 5), line('INFO', 50), line('ERROR', 7)]);
  expect(await sumOf(cloud, 'App', 'errors')).toBe(2);
  expect(await sumOf(cloud, 'App', 'lost')).toBe(12);
});
