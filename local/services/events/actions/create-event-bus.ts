/**
 * Makes a bus without rules.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
 */
import type { CreateEventBusCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { text } from '../../../engine/constraints.ts';
import { type Action, action } from '../../../engine/service.ts';
import { tagsInput, tagsOf } from '../../../engine/tags.ts';
import { saveBus } from '../buses.ts';
import type { Events } from '../context.ts';
import { alreadyThere, overLimit } from '../errors.ts';
import { BUSES } from '../limits.ts';
import { busArn, busName } from '../names.ts';

const input = z.strictObject({
  Name: busName,
  Description: text({ max: 512 }).optional(),
  DeadLetterConfig: z.strictObject({ Arn: text({ min: 1, max: 1600 }).optional() }).optional(),
  Tags: tagsInput.optional(),
});

export const createEventBus = (events: Events): Action =>
  action({
    name: 'CreateEventBus',
    input,
    resource: ({ Name }) => busArn(events.engine, Name),
    async run({ Name, Description, DeadLetterConfig, Tags }) {
      const { engine, store } = events;
      if (store.buses.get(Name)) throw alreadyThere(`Event bus ${Name}`);
      if (store.buses.size >= BUSES) throw overLimit();
      const createdMs = engine.clock.now();
      await saveBus(events, {
        name: Name,
        createdMs,
        modifiedMs: createdMs,
        description: Description,
        deadLetterArn: DeadLetterConfig?.Arn,
        tags: tagsOf(Tags),
      });
      return { EventBusArn: busArn(engine, Name), Description, DeadLetterConfig } satisfies Omit<
        CreateEventBusCommandOutput,
        '$metadata'
      >;
    },
  });
