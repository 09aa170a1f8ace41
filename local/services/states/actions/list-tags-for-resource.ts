/** Gives the tags of a state machine. https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListTagsForResource.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { States } from '../context.ts';
import { arn } from '../inputs.ts';
import { tagged } from '../tags.ts';

export const listTagsForResource = (states: States): Action =>
  action({
    name: 'ListTagsForResource',
    input: z.strictObject({ resourceArn: arn }),
    resource: ({ resourceArn }) => resourceArn,
    run: ({ resourceArn }) => ({
      tags: Object.entries(tagged(states, resourceArn).tags).map(([key, value]) => ({ key, value })),
    }),
  });
