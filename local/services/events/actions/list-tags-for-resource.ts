/**
 * Lists the tags of a bus or a rule.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html
 */
import type { ListTagsForResourceCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { tagList } from '../../../engine/tags.ts';
import type { Events } from '../context.ts';
import { taggedBy } from '../tags.ts';

export const listTagsForResource = ({ store }: Events): Action =>
  action({
    name: 'ListTagsForResource',
    input: z.strictObject({ ResourceARN: z.string() }),
    resource: ({ ResourceARN }) => ResourceARN,
    run: ({ ResourceARN }) =>
      ({ Tags: tagList(taggedBy(store, ResourceARN).tags) }) satisfies Omit<
        ListTagsForResourceCommandOutput,
        '$metadata'
      >,
  });
