/** Makes or changes an alarm of a metric or of metric math. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { Alarms } from '../alarms/put.ts';
import { metricAlarmMembers, saveMetricAlarm } from '../alarms/put.ts';

const input = z.strictObject({ AlarmName: z.string().min(1).max(255), ...metricAlarmMembers });

export const putMetricAlarm = (engine: Engine, alarms: Alarms): Action =>
  action({
    name: 'PutMetricAlarm',
    input,
    resource: ({ AlarmName }) => alarms.store.arn(AlarmName),
    run({ AlarmName, ...settings }) {
      saveMetricAlarm(engine, alarms, AlarmName, settings);
    },
  });
