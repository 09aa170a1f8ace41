/** Lets alarms carry out their actions again. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_EnableAlarmActions.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Alarms } from '../alarms/put.ts';

const input = z.strictObject({ AlarmNames: z.array(z.string()).max(100) });

export const enableAlarmActions = (alarms: Alarms): Action =>
  action({
    name: 'EnableAlarmActions',
    input,
    run({ AlarmNames }) {
      for (const name of AlarmNames) {
        const alarm = alarms.store.find(name);
        if (alarm) alarms.store.put({ ...alarm, actionsEnabled: true });
      }
    },
  });
