/**
 * Removes a bus that has no rules any more; the default bus stays.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteEventBus.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Events } from '../context.ts';
import { invalid } from '../errors.ts';
import { busArn, busNameOrArn, busOf, DEFAULT_BUS } from '../names.ts';

export const deleteEventBus = ({ engine, store }: Events): Action =>
  action({
    name: 'DeleteEventBus',
    input: z.strictObject({ Name: busNameOrArn }),
    resource: ({ Name }) => busArn(engine, busOf(Name)),
    async run({ Name }) {
      const name = busOf(Name);
      if (name === DEFAULT_BUS) throw invalid(`Cannot delete event bus ${name}.`);
      const bus = store.buses.get(name);
      if (!bus) return; // deleting what is not there succeeds
      if (store.rulesOf(name).length > 0) throw invalid(`Cannot delete event bus ${name} because it has rules.`);
      store.deleteBus(bus);
      await store.durable();
    },
  });
