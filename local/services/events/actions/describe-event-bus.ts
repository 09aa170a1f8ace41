/**
 * Tells of one bus, with its resource policy.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { describedBus } from '../buses.ts';
import type { Events } from '../context.ts';
import { busArn, busNameOrArn, busOf } from '../names.ts';

export const describeEventBus = (events: Events): Action =>
  action({
    name: 'DescribeEventBus',
    input: z.strictObject({ Name: busNameOrArn.optional() }),
    resource: ({ Name }) => busArn(events.engine, busOf(Name)),
    run: ({ Name }) => describedBus(events, events.store.bus(busOf(Name))),
  });
