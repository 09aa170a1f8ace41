/**
 * Lists buses in the order of their names.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListEventBuses.html
 */
import type { ListEventBusesCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { listedBus } from '../buses.ts';
import type { Events } from '../context.ts';
import { busName } from '../names.ts';
import { page, pageInput } from '../pages.ts';

export const listEventBuses = (events: Events): Action =>
  action({
    name: 'ListEventBuses',
    input: z.strictObject({ NamePrefix: busName.optional(), ...pageInput }),
    run({ NamePrefix, ...asked }) {
      const { items, ...next } = page(events.store.buses.list(NamePrefix), ({ name }) => name, asked);
      return { EventBuses: items.map((bus) => listedBus(events, bus)), ...next } satisfies Omit<
        ListEventBusesCommandOutput,
        '$metadata'
      >;
    },
  });
