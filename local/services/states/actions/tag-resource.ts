/** Adds tags to a state machine. https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { arn, tagsInput, tagsOf } from '../inputs.ts';
import { tagged } from '../tags.ts';

export const tagResource = (states: States): Action =>
  action({
    name: 'TagResource',
    input: z.strictObject({ resourceArn: arn, tags: tagsInput }),
    resource: ({ resourceArn }) => resourceArn,
    async run({ resourceArn, tags }) {
      const machine = tagged(states, resourceArn);
      states.store.machines.put(machine.name, { ...machine, tags: { ...machine.tags, ...tagsOf(tags) } });
      await states.store.durable();
      return {};
    },
  });
