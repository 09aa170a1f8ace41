/** Alarms: they follow their numbers minute by minute, tell what changed, and go on after a restart. The clock is moved by hand. */
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../local/engine/ports.ts';
import { FAILURES } from '../../kit/alarms.ts';
import { clientSettings, dataDirectory, testCloud } from '../../kit/cloud.ts';
import { type HandClock, handClock } from '../../kit/hand-clock.ts';

const START = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:pager';

async function start(options: { clock?: HandClock; dataDir?: string } = {}) {
  const clock = options.clock ?? handClock(START);
  const cloud = await testCloud({ ...options, clock });
  const client = new CloudWatchClient(clientSettings(cloud));
  const told: { arn: string; delivery: Delivery }[] = [];
  cloud.engine.ports.offerTarget('sns', { deliver: async (arn, delivery) => void told.push({ arn, delivery }) });
  const put = (value: number) =>
    cloud.engine.ports
      .get('metrics')
      .put([{ namespace: 'Test', name: 'failed', dimensions: {}, unit: 'Count', atMs: clock.now(), values: [value] }]);
  const state = async (AlarmName = 'failures') => {
    const answer = await client.send(
      new DescribeAlarmsCommand({ AlarmNames: [AlarmName], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
    );
    return [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])][0];
  };
  return { cloud, client, clock, told, put, state };
}

describe('an alarm', () => {
  test('goes off when a minute breaches, and says why', async () => {
    const { client, clock, put, state } = await start();
    await client.send(new PutMetricAlarmCommand({ ...FAILURES, TreatMissingData: 'notBreaching' }));
    expect(await state()).toMatchObject({
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
    });
    clock.advance(MINUTE);
    expect((await state())?.StateValue).toBe('OK');
    put(3);
    clock.advance(MINUTE);
    expect(await state()).toMatchObject({
      StateValue: 'ALARM',
      StateReason:
        'Threshold Crossed: 1 out of the last 1 datapoints [3.0 (01/01/26 12:01:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).',
      StateTransitionedTimestamp: new Date(START + 2 * MINUTE),
    });
    clock.advance(4 * MINUTE);
    expect((await state())?.StateValue).toBe('OK');
  });

  test('of three minutes goes off at the second that breaches when two are enough', async () => {
    const { client, clock, put, state } = await start();
    await client.send(new PutMetricAlarmCommand({ ...FAILURES, EvaluationPeriods: 3, DatapointsToAlarm: 2 }));
    const minute = async (value: number) => {
      put(value);
      clock.advance(MINUTE);
      return (await state())?.StateValue;
    };
    expect([await minute(0), await minute(1), await minute(0), await minute(1)]).toEqual(['OK', 'OK', 'OK', 'ALARM']);
  });

  test.each([
    ['missing', 'INSUFFICIENT_DATA'],
    ['ignore', 'ALARM'],
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
  ])('whose data stay away, treated as %s, becomes %s', async (TreatMissingData, expected) => {
    const { client, clock, put, state } = await start();
    await client.send(new PutMetricAlarmCommand({ ...FAILURES, TreatMissingData }));
    put(1);
    clock.advance(MINUTE);
    expect((await state())?.StateValue).toBe('ALARM');
    clock.advance(10 * MINUTE);
    expect((await state())?.StateValue).toBe(expected);
  });

  test('of metric math follows its expression', async () => {
    const { client, clock, put, state } = await start();
    const { AlarmName, ComparisonOperator, EvaluationPeriods } = FAILURES;
    const Metric = { Namespace: 'Test', MetricName: 'failed' };
    await client.send(
      new PutMetricAlarmCommand({
        AlarmName,
        ComparisonOperator,
        EvaluationPeriods,
        Threshold: 50,
        Metrics: [
          { Id: 'sum', MetricStat: { Metric, Period: 60, Stat: 'Sum' }, ReturnData: false },
          { Id: 'count', MetricStat: { Metric, Period: 60, Stat: 'SampleCount' }, ReturnData: false },
          { Id: 'rate', Expression: '100 * sum / count', ReturnData: true },
        ],
      }),
    );
    put(1);
    put(0);
    clock.advance(MINUTE);
    expect((await state())?.StateValue).toBe('ALARM');
  });

  test('that watches a gauge sees it each minute', async () => {
    const { cloud, client, clock, state } = await start();
    let depth = 0;
    cloud.engine.ports.get('metrics').gauge('Test', 'failed', {}, 'Count', () => depth);
    await client.send(new PutMetricAlarmCommand({ ...FAILURES, Statistic: 'Maximum' }));
    clock.advance(2 * MINUTE);
    expect((await state())?.StateValue).toBe('OK');
    depth = 5;
    clock.advance(2 * MINUTE);
    expect((await state())?.StateValue).toBe('ALARM');
  });

  test('goes on after a restart', async () => {
    const dataDir = dataDirectory();
    const first = await start({ dataDir });
    await first.client.send(new PutMetricAlarmCommand({ ...FAILURES, TreatMissingData: 'ignore' }));
    first.put(1);
    first.clock.advance(MINUTE);
    await first.cloud.close();
    const second = await start({ dataDir, clock: handClock(START + 10 * MINUTE) });
    expect((await second.state())?.StateValue).toBe('ALARM');
    second.put(0);
    second.clock.advance(MINUTE);
    expect((await second.state())?.StateValue).toBe('OK');
  });

  test('that is gone leaves no timer behind', async () => {
    const { client, clock } = await start();
    const before = clock.pending();
    await client.send(new PutMetricAlarmCommand(FAILURES));
    expect(clock.pending()).toBe(before + 1);
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['failures'] }));
    clock.advance(MINUTE);
    expect(clock.pending()).toBe(before);
  });
});

describe('a change of state', () => {
  test('is told to the topic of the new state, once, and stands in the history', async () => {
    const { cloud, client, clock, put, told } = await start();
    await client.send(
      new PutMetricAlarmCommand({
        ...FAILURES,
        AlarmDescription: 'look at the DLQ',
        AlarmActions: [TOPIC],
        OKActions: ['arn:aws:swf:us-east-1:000000000000:x'],
      }),
    );
    put(1);
    clock.advance(MINUTE);
    await cloud.engine.traces.find(({ action, resource }) => action === 'deliver' && resource === TOPIC);
    expect(told).toHaveLength(1);
    expect(told[0]?.arn).toBe(TOPIC);
    expect(JSON.parse(told[0]?.delivery.body ?? '')).toMatchObject({
      AlarmName: 'failures',
      AlarmDescription: 'look at the DLQ',
      NewStateValue: 'ALARM',
      OldStateValue: 'INSUFFICIENT_DATA',
      Trigger: { MetricName: 'failed', Statistic: 'SUM', Period: 60 },
    });
    await client.send(new SetAlarmStateCommand({ AlarmName: 'failures', StateValue: 'OK', StateReason: 'by hand' }));
    await cloud.engine.traces.find(({ outcome }) => outcome === 'ValidationException');
    const { AlarmHistoryItems } = await client.send(
      new DescribeAlarmHistoryCommand({
        AlarmName: 'failures',
        HistoryItemType: 'Action',
        ScanBy: 'TimestampAscending',
      }),
    );
    expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      `Successfully executed action ${TOPIC}`,
      'Failed to execute action arn:aws:swf:us-east-1:000000000000:x',
    ]);
  });

  test('is told to nobody while actions are disabled', async () => {
    const { cloud, client, told } = await start();
    await client.send(new PutMetricAlarmCommand({ ...FAILURES, AlarmActions: [TOPIC] }));
    await client.send(new DisableAlarmActionsCommand({ AlarmNames: ['failures'] }));
    await client.send(new SetAlarmStateCommand({ AlarmName: 'failures', StateValue: 'ALARM', StateReason: 'by hand' }));
    await cloud.engine.traces.find(({ action }) => action === 'change state');
    await cloud.engine.store.durable();
    expect(told).toEqual([]);
  });

  test('moves the composite alarms that ask for it', async () => {
    const { client, state } = await start();
    await client.send(new PutMetricAlarmCommand(FAILURES));
    await client.send(new PutMetricAlarmCommand({ ...FAILURES, AlarmName: 'planned' }));
    await client.send(
      new PutCompositeAlarmCommand({ AlarmName: 'both', AlarmRule: 'ALARM(failures) AND NOT ALARM("planned")' }),
    );
    const set = (AlarmName: string, StateValue: 'OK' | 'ALARM') =>
      client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'by hand' }));
    expect((await state('both'))?.StateValue).toBe('OK');
    await set('failures', 'ALARM');
    expect((await state('both'))?.StateValue).toBe('ALARM');
    await set('planned', 'ALARM');
    expect((await state('both'))?.StateValue).toBe('OK');
    await expect(client.send(new DeleteAlarmsCommand({ AlarmNames: ['planned'] }))).rejects.toThrow(
      'composite alarm both',
    );
  });

  test('moves a composite alarm once, however many ways lead to it, and a circle of them ends', async () => {
    const { client, state } = await start();
    await client.send(new PutMetricAlarmCommand(FAILURES));
    const compose = (AlarmName: string, AlarmRule: string) =>
      client.send(new PutCompositeAlarmCommand({ AlarmName, AlarmRule }));
    await compose('near', 'ALARM(failures)');
    await compose('far', 'ALARM(failures) AND ALARM(near)');
    await compose('left', 'FALSE');
    await compose('right', 'ALARM(left)');
    await compose('left', 'OK(right) AND ALARM(failures)');
    await client.send(new SetAlarmStateCommand({ AlarmName: 'failures', StateValue: 'ALARM', StateReason: 'by hand' }));
    expect((await state('far'))?.StateValue).toBe('ALARM');
    const { AlarmHistoryItems } = await client.send(
      new DescribeAlarmHistoryCommand({
        AlarmName: 'far',
        HistoryItemType: 'StateUpdate',
        ScanBy: 'TimestampAscending',
      }),
    );
    expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm updated from INSUFFICIENT_DATA to OK',
      'Alarm updated from OK to ALARM',
    ]);
  });
});

describe('bad input is refused with a reason', () => {
  const bad: [string, Partial<PutMetricAlarmCommandInput>, string][] = [
    ['more datapoints than periods', { DatapointsToAlarm: 2 }, 'DatapointsToAlarm (2)'],
    ['no statistic', { Statistic: undefined }, 'Exactly one of Statistic'],
    ['no metric', { MetricName: undefined }, 'MetricName and Namespace'],
    ['a period that is none', { Period: 61 }, 'multiple of 60'],
    ['anomaly detection', { ComparisonOperator: 'GreaterThanUpperThreshold' }, 'detects no anomalies'],
  ];
  test.each(bad)('%s', async (_, change, reason) => {
    const { client } = await start();
    await expect(client.send(new PutMetricAlarmCommand({ ...FAILURES, ...change }))).rejects.toThrow(reason);
  });

  test.each(['ALARM(', 'ALARM(failures) XOR OK(failures)', 'ALARM(nobody)'])('the rule %s', async (AlarmRule) => {
    const { client } = await start();
    await client.send(new PutMetricAlarmCommand(FAILURES));
    const put = client.send(new PutCompositeAlarmCommand({ AlarmName: 'c', AlarmRule }));
    await expect(put).rejects.toMatchObject({ name: expect.stringMatching(/^Validation/) });
  });
});
