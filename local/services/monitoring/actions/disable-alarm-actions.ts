/** Lets alarms change their state without carrying out their actions. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Alarms } from '../alarms/put.ts';

const input = z.strictObject({ AlarmNames: z.array(z.string()).max(100) });

export const disableAlarmActions = (alarms: Alarms): Action =>
  action({
    name: 'DisableAlarmActions',
    input,
    run({ AlarmNames }) {
      for (const name of AlarmNames) {
        const alarm = alarms.store.find(name);
        if (alarm) alarms.store.put({ ...alarm, actionsEnabled: false });
      }
    },
  });
