/**
 * Adds a statement to the policy of a bus, or replaces the policy.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
 */
import * as z from 'zod';
import { text } from '../../../engine/constraints.ts';
import { type Action, action } from '../../../engine/service.ts';
import { saveBus, wholePolicy, withStatement } from '../buses.ts';
import type { Events } from '../context.ts';
import { invalid } from '../errors.ts';
import type { BusPolicy } from '../model.ts';
import { busArn, busName, DEFAULT_BUS } from '../names.ts';

const permissionInput = z.strictObject({
  EventBusName: busName.default(DEFAULT_BUS),
  Action: text({ min: 1, max: 64 }).optional(),
  Principal: text({ min: 1, max: 12, pattern: String.raw`(\d{12}|\*)` }).optional(),
  StatementId: text({ min: 1, max: 64, pattern: '[a-zA-Z0-9-_]+' }).optional(),
  Condition: z.strictObject({ Type: z.string(), Key: z.string(), Value: z.string() }).optional(),
  Policy: z.string().optional(),
});

export const putPermission = (events: Events): Action =>
  action({
    name: 'PutPermission',
    input: permissionInput,
    resource: ({ EventBusName }) => busArn(events.engine, EventBusName),
    async run(input) {
      const bus = events.store.bus(input.EventBusName);
      await saveBus(events, { ...bus, policy: input.Policy ? wholePolicy(input.Policy) : addStatement(events, input) });
    },
  });

function addStatement(events: Events, input: z.output<typeof permissionInput>): BusPolicy | undefined {
  const { EventBusName, Principal, StatementId, Condition } = input;
  if (!StatementId || !Principal || !input.Action)
    throw invalid('Parameter(s) Action, Principal and StatementId must be specified without a Policy.');
  if (input.Action !== 'events:PutEvents') throw invalid('Provided value in parameter Action is not supported.');
  const account = `arn:aws:iam::${Principal}:root`;
  return withStatement(events.store.bus(EventBusName).policy, StatementId, {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: Principal === '*' ? '*' : { AWS: account },
    Action: input.Action,
    Resource: busArn(events.engine, EventBusName),
    ...(Condition && { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } }),
  });
}
