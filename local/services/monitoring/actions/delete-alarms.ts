/** Removes alarms of both kinds; not one that a composite alarm which stays asks for. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Alarms } from '../alarms/put.ts';
import { parseRule } from '../alarms/rule.ts';
import { validation } from '../errors.ts';

const input = z.strictObject({ AlarmNames: z.array(z.string()).max(100) });

export const deleteAlarms = (alarms: Alarms): Action =>
  action({
    name: 'DeleteAlarms',
    input,
    run({ AlarmNames }) {
      const going = AlarmNames.flatMap((name) => alarms.store.find(name) ?? []);
      const left = alarms.store.all().filter(({ name }) => !AlarmNames.includes(name));
      for (const { name } of going) {
        const asking = left.find(
          (alarm) =>
            alarm.kind === 'composite' &&
            parseRule(alarm.rule).alarms.some((one) => alarms.store.find(one)?.name === name),
        );
        if (asking) throw validation(`Cannot delete ${name} as it is used by composite alarm ${asking.name}`);
      }
      for (const { name } of going) alarms.store.remove(name);
    },
  });
