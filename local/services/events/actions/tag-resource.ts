/**
 * Adds tags to a bus or a rule, or changes them.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { tagsInput, tagsOf } from '../../../engine/tags.ts';
import type { Events } from '../context.ts';
import { taggedBy } from '../tags.ts';

export const tagResource = ({ store }: Events): Action =>
  action({
    name: 'TagResource',
    input: z.strictObject({ ResourceARN: z.string(), Tags: tagsInput }),
    resource: ({ ResourceARN }) => ResourceARN,
    run({ ResourceARN, Tags }) {
      const { tags, change } = taggedBy(store, ResourceARN);
      change({ ...tags, ...tagsOf(Tags) });
      return store.durable();
    },
  });
