/**
 * Changes the description or the dead-letter queue of a bus.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateEventBus.html
 */
import type { UpdateEventBusCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { text } from '../../../engine/constraints.ts';
import { type Action, action } from '../../../engine/service.ts';
import { saveBus } from '../buses.ts';
import type { Events } from '../context.ts';
import { busArn, busName, DEFAULT_BUS } from '../names.ts';

const input = z.strictObject({
  Name: busName.default(DEFAULT_BUS),
  Description: text({ max: 512 }).optional(),
  DeadLetterConfig: z.strictObject({ Arn: text({ min: 1, max: 1600 }).optional() }).optional(),
});

export const updateEventBus = (events: Events): Action =>
  action({
    name: 'UpdateEventBus',
    input,
    resource: ({ Name }) => busArn(events.engine, Name),
    async run({ Name, Description, DeadLetterConfig }) {
      const bus = events.store.bus(Name);
      const deadLetterArn = DeadLetterConfig ? DeadLetterConfig.Arn : bus.deadLetterArn;
      await saveBus(events, { ...bus, description: Description ?? bus.description, deadLetterArn });
      return { Arn: busArn(events.engine, Name), Name, Description, DeadLetterConfig } satisfies Omit<
        UpdateEventBusCommandOutput,
        '$metadata'
      >;
    },
  });
