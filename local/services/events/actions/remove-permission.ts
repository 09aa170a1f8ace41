/**
 * Takes a statement, or all of them, out of the policy of a bus.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemovePermission.html
 */
import * as z from 'zod';
import { text } from '../../../engine/constraints.ts';
import { type Action, action } from '../../../engine/service.ts';
import { saveBus, withStatement } from '../buses.ts';
import type { Events } from '../context.ts';
import { invalid, noSuch } from '../errors.ts';
import { busArn, busName, DEFAULT_BUS } from '../names.ts';

const input = z.strictObject({
  EventBusName: busName.default(DEFAULT_BUS),
  StatementId: text({ min: 1, max: 64 }).optional(),
  RemoveAllPermissions: z.boolean().optional(),
});

export const removePermission = (events: Events): Action =>
  action({
    name: 'RemovePermission',
    input,
    resource: ({ EventBusName }) => busArn(events.engine, EventBusName),
    async run({ EventBusName, StatementId, RemoveAllPermissions }) {
      const bus = events.store.bus(EventBusName);
      if (RemoveAllPermissions) return saveBus(events, { ...bus, policy: undefined });
      if (!StatementId) throw invalid('Parameter StatementId must be specified.');
      if (!bus.policy?.Statement.some(({ Sid }) => Sid === StatementId)) throw noSuch('Statement with the provided id');
      return saveBus(events, { ...bus, policy: withStatement(bus.policy, StatementId) });
    },
  });
