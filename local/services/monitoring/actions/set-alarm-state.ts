/** Puts an alarm into a state until its next evaluation, with all that follows. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { STATES } from '../alarms/model.ts';
import type { Alarms } from '../alarms/put.ts';

const input = z.strictObject({
  AlarmName: z.string().min(1).max(255),
  StateValue: z.enum(STATES),
  StateReason: z.string().max(1023),
  StateReasonData: z.string().max(4000).optional(),
});

export const setAlarmState = (alarms: Alarms): Action =>
  action({
    name: 'SetAlarmState',
    input,
    resource: ({ AlarmName }) => alarms.store.arn(AlarmName),
    run({ AlarmName, StateValue, StateReason, StateReasonData }) {
      alarms.evaluator.change(alarms.store.get(AlarmName), StateValue, StateReason, StateReasonData);
    },
  });
