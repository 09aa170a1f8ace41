/** Metrics through the CloudWatch API: statistics, percentiles, metric math, gauges, bounds, and what survives a restart. */
import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricDataQuery,
  type MetricDatum,
  PutDashboardCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { handClock } from '../../kit/hand-clock.ts';

const START = Date.UTC(2026, 0, 1, 12);
const at = (minute: number) => new Date(START + minute * 60_000);

async function cloudWith(...data: MetricDatum[]) {
  const cloud = await testCloud({ clock: handClock(START) });
  const client = new CloudWatchClient(clientSettings(cloud));
  if (data.length) await client.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData: data }));
  return { cloud, client };
}

const stat = (Id: string, Stat = 'Sum', MetricName = Id): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: 'Test', MetricName }, Period: 60, Stat },
  ReturnData: false,
});

async function values(client: CloudWatchClient, ...MetricDataQueries: MetricDataQuery[]) {
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({ MetricDataQueries, StartTime: at(-10), EndTime: at(10), ScanBy: 'TimestampAscending' }),
  );
  return MetricDataResults?.map(({ Values }) => Values);
}

describe('statistics', () => {
  test('of single numbers, of counted ones and of summaries come together', async () => {
    const { client } = await cloudWith(
      { MetricName: 'm', Value: 5, Unit: 'Count', Timestamp: at(0) },
      { MetricName: 'm', Values: [1, 10], Counts: [2, 4], Unit: 'Count', Timestamp: at(0) },
      {
        MetricName: 'm',
        StatisticValues: { SampleCount: 2, Sum: 7, Minimum: 0.5, Maximum: 6.5 },
        Unit: 'Count',
        Timestamp: at(1),
      },
    );
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Test',
        MetricName: 'm',
        StartTime: at(0),
        EndTime: at(5),
        Period: 300,
        Statistics: ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'],
      }),
    );
    expect(Datapoints).toEqual([
      { Timestamp: at(0), Unit: 'Count', SampleCount: 9, Sum: 54, Average: 6, Minimum: 0.5, Maximum: 10 },
    ]);
  });

  test('percentiles are at most one percent off', async () => {
    const Values = Array.from({ length: 100 }, (_, i) => (i + 1) * 3);
    const { client } = await cloudWith({ MetricName: 'm', Values, Timestamp: at(0) });
    for (const [percentile, exact] of [
      ['p50', 150],
      ['p90', 270],
      ['p99', 297],
      ['p100', 300],
      ['p0', 3],
    ] as const) {
      const [[value = 0] = []] = (await values(client, { ...stat('m', percentile), ReturnData: true })) ?? [];
      expect(Math.abs(value / exact - 1)).toBeLessThanOrEqual(0.01);
    }
  });

  test('are kept apart by dimensions, whatever their order', async () => {
    const dimensions = [
      { Name: 'agent', Value: 'a' },
      { Name: 'lane', Value: 'high' },
    ];
    const { client } = await cloudWith(
      { MetricName: 'm', Value: 1, Dimensions: dimensions },
      { MetricName: 'm', Value: 2, Dimensions: [...dimensions].reverse() },
      { MetricName: 'm', Value: 4 },
    );
    const { Metrics } = await client.send(
      new ListMetricsCommand({ Namespace: 'Test', Dimensions: [{ Name: 'lane', Value: 'high' }] }),
    );
    expect(Metrics).toHaveLength(1);
    expect(await values(client, { ...stat('m'), ReturnData: true })).toEqual([[4]]);
  });
});

describe('metric math', () => {
  const cases: [string, number[]][] = [
    ['a + b', [11, 22]],
    ['b / a * 100', [1000, 1000]],
    ['-(a - b) / 3 ^ 2', [1, 2]],
    ['IF(b > 10, b, 0)', [0, 20]],
    ['IF(a == 1 AND b == 10, 7)', [7]],
    ['SUM([a, b])', [11, 22]],
    ['MAX(METRICS())', [10, 20, 5]],
    ['b / SUM(b)', [1 / 3, 2 / 3]],
    ['a / (b - 10)', [0.2]],
    ['FILL(c, 0) + a', [1, 2]],
    ['c + a', []],
  ];
  test.each(cases)('%s', async (Expression, expected) => {
    const { client } = await cloudWith(
      { MetricName: 'a', Value: 1, Timestamp: at(0) },
      { MetricName: 'a', Value: 2, Timestamp: at(1) },
      { MetricName: 'b', Value: 10, Timestamp: at(0) },
      { MetricName: 'b', Value: 20, Timestamp: at(1) },
      { MetricName: 'c', Value: 5, Timestamp: at(2) },
    );
    const [result] = (await values(client, stat('a'), stat('b'), stat('c'), { Id: 'e', Expression })) ?? [];
    expect(result).toEqual(expected);
  });

  test.each([
    ["SEARCH('{Test} a', 'Sum')", 'SEARCH'],
    ['SELECT SUM(a) FROM "Test"', 'Metrics Insights'],
    ['ANOMALY_DETECTION_BAND(a)', 'ANOMALY_DETECTION_BAND'],
    ['a +', 'its end'],
    ['nobody * 2', 'nobody'],
    ['SUM(a)', 'time series'],
    ['e + 1', 'itself'],
  ])('%s is refused', async (Expression, reason) => {
    const { client } = await cloudWith({ MetricName: 'a', Value: 1, Timestamp: at(0) });
    await expect(values(client, stat('a'), { Id: 'e', Expression })).rejects.toThrow(reason);
  });
});

test('a gauge is read when it is asked for, and its latest value counts', async () => {
  const { cloud, client } = await cloudWith();
  let depth = 3;
  const name = 'ApproximateNumberOfMessagesVisible';
  const forget = cloud.engine.ports.get('metrics').gauge('Test', name, {}, 'Count', () => depth);
  const read = () => values(client, { ...stat('m', 'Maximum', name), ReturnData: true });
  expect(await read()).toEqual([[3]]);
  depth = 1;
  expect(await read()).toEqual([[1]]);
  forget();
  depth = 9;
  expect(await read()).toEqual([[1]]);
});

test('numbers are there after a restart', async () => {
  const dataDir = dataDirectory();
  const first = await testCloud({ dataDir, clock: handClock(START) });
  first.engine.ports
    .get('metrics')
    .put([{ namespace: 'Test', name: 'm', dimensions: {}, unit: 'None', atMs: START, values: [1, 2, 3] }]);
  await first.close();
  const second: LocalCloud = await testCloud({ dataDir, clock: handClock(START) });
  const client = new CloudWatchClient(clientSettings(second));
  await client.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData: [{ MetricName: 'm', Value: 4 }] }));
  expect(await values(client, { ...stat('m', 'p100'), ReturnData: true })).toEqual([[4]]);
  expect(await values(client, { ...stat('m'), ReturnData: true })).toEqual([[10]]);
});

describe('bad input is refused with a reason', () => {
  const bad: [string, MetricDatum, string][] = [
    ['no number', { MetricName: 'm' }, 'exactly one of Value'],
    ['two kinds of numbers', { MetricName: 'm', Value: 1, Values: [1] }, 'exactly one of Value'],
    ['counts that do not fit', { MetricName: 'm', Values: [1, 2], Counts: [1] }, 'Counts'],
    ['a moment long ago', { MetricName: 'm', Value: 1, Timestamp: new Date(0) }, 'two weeks'],
  ];
  test.each(bad)('%s', async (_, datum, reason) => {
    await expect(cloudWith(datum)).rejects.toThrow(reason);
  });

  test('a statistic and a dashboard that are none', async () => {
    const { client } = await cloudWith();
    await expect(values(client, { ...stat('m', 'tm99'), ReturnData: true })).rejects.toThrow('percentiles');
    const put = (DashboardBody: string) => client.send(new PutDashboardCommand({ DashboardName: 'd', DashboardBody }));
    await expect(put('{')).rejects.toMatchObject({ dashboardValidationMessages: [{ Message: expect.any(String) }] });
    await put('{"widgets":[]}');
  });
});
