/** Alarms by name, prefix, kind, state and action, in pages. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
import type { DescribeAlarmsCommandOutput } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { STATES } from '../alarms/model.ts';
import type { Alarms } from '../alarms/put.ts';
import { compositeShape, metricAlarmShape } from '../alarms/shapes.ts';
import { validation } from '../errors.ts';
import { integer } from '../inputs.ts';

const input = z.strictObject({
  AlarmNames: z.array(z.string()).max(100).optional(),
  AlarmNamePrefix: z.string().optional(),
  AlarmTypes: z.array(z.enum(['MetricAlarm', 'CompositeAlarm'])).default(['MetricAlarm']),
  ActionPrefix: z.string().optional(),
  StateValue: z.enum(STATES).optional(),
  MaxRecords: integer.pipe(z.number().min(1).max(100)).default(50),
  NextToken: z.string().optional(),
});

export const describeAlarms = (alarms: Alarms): Action =>
  action({
    name: 'DescribeAlarms',
    input,
    run({ AlarmNames, AlarmNamePrefix = '', AlarmTypes, ActionPrefix, StateValue, MaxRecords, NextToken }) {
      if (AlarmNames && AlarmNamePrefix) throw validation('AlarmNames and AlarmNamePrefix cannot be given together.');
      const from = Number(NextToken ?? 0) || 0;
      const found = alarms.store
        .all()
        .filter(
          (alarm) =>
            AlarmTypes.includes(alarm.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm') &&
            (!AlarmNames || AlarmNames.includes(alarm.name)) &&
            alarm.name.startsWith(AlarmNamePrefix) &&
            (StateValue === undefined || alarm.state === StateValue) &&
            (ActionPrefix === undefined ||
              [...alarm.okActions, ...alarm.alarmActions, ...alarm.insufficientDataActions].some((arn) =>
                arn.startsWith(ActionPrefix),
              )),
        );
      const page = found.slice(from, from + MaxRecords);
      return {
        MetricAlarms: page.flatMap((alarm) => (alarm.kind === 'metric' ? [metricAlarmShape(alarm)] : [])),
        CompositeAlarms: page.flatMap((alarm) => (alarm.kind === 'composite' ? [compositeShape(alarm)] : [])),
        ...(from + MaxRecords < found.length && { NextToken: String(from + MaxRecords) }),
      } satisfies Omit<DescribeAlarmsCommandOutput, '$metadata'>;
    },
  });
