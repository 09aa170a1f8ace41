/** What became of alarms: changes, states, actions; in pages. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html */
import type { DescribeAlarmHistoryCommandOutput } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { Alarms } from '../alarms/put.ts';
import { integer, moment } from '../inputs.ts';

const input = z.strictObject({
  AlarmName: z.string().optional(),
  AlarmTypes: z.array(z.enum(['MetricAlarm', 'CompositeAlarm'])).optional(),
  HistoryItemType: z.enum(['ConfigurationUpdate', 'StateUpdate', 'Action']).optional(),
  StartDate: moment.optional(),
  EndDate: moment.optional(),
  MaxRecords: integer.pipe(z.number().min(1).max(100)).default(100),
  NextToken: z.string().optional(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
});

export const describeAlarmHistory = (alarms: Alarms): Action =>
  action({
    name: 'DescribeAlarmHistory',
    input,
    run({ AlarmName, AlarmTypes, HistoryItemType, StartDate = 0, EndDate = Infinity, MaxRecords, NextToken, ScanBy }) {
      const from = Number(NextToken ?? 0) || 0;
      const typeOf = (name: string) =>
        alarms.store.find(name)?.kind === 'composite' ? ('CompositeAlarm' as const) : ('MetricAlarm' as const);
      const found = alarms.store
        .history(AlarmName)
        .filter(
          ({ alarm, type, atMs }) =>
            atMs >= StartDate &&
            atMs <= EndDate &&
            (HistoryItemType === undefined || type === HistoryItemType) &&
            (!AlarmTypes || AlarmTypes.includes(typeOf(alarm))),
        );
      found.sort((a, b) => a.atMs - b.atMs);
      if (ScanBy === 'TimestampDescending') found.reverse();
      return {
        AlarmHistoryItems: found.slice(from, from + MaxRecords).map(({ alarm, type, atMs, summary, data }) => ({
          AlarmName: alarm,
          AlarmType: typeOf(alarm),
          Timestamp: new WireDate(atMs),
          HistoryItemType: type,
          HistorySummary: summary,
          HistoryData: data,
        })),
        ...(from + MaxRecords < found.length && { NextToken: String(from + MaxRecords) }),
      } satisfies Omit<DescribeAlarmHistoryCommandOutput, '$metadata'>;
    },
  });
