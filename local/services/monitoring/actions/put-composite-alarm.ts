/** Makes or changes an alarm composed of others. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { Alarms } from '../alarms/put.ts';
import { compositeAlarmMembers, saveCompositeAlarm } from '../alarms/put.ts';

const input = z.strictObject({ AlarmName: z.string().min(1).max(255), ...compositeAlarmMembers });

export const putCompositeAlarm = (engine: Engine, alarms: Alarms): Action =>
  action({
    name: 'PutCompositeAlarm',
    input,
    resource: ({ AlarmName }) => alarms.store.arn(AlarmName),
    run({ AlarmName, ...settings }) {
      saveCompositeAlarm(engine, alarms, AlarmName, settings);
    },
  });
