/** Takes tags from a state machine. https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { arn } from '../inputs.ts';
import { tagged } from '../tags.ts';

export const untagResource = (states: States): Action =>
  action({
    name: 'UntagResource',
    input: z.strictObject({ resourceArn: arn, tagKeys: z.array(z.string()) }),
    resource: ({ resourceArn }) => resourceArn,
    async run({ resourceArn, tagKeys }) {
      const machine = tagged(states, resourceArn);
      const tags = Object.fromEntries(Object.entries(machine.tags).filter(([key]) => !tagKeys.includes(key)));
      states.store.machines.put(machine.name, { ...machine, tags });
      await states.store.durable();
      return {};
    },
  });
