/** Adds tags to a parameter, replacing those of the same keys. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { parameterName, tags } from '../limits.ts';
import type { ParameterStore } from '../store.ts';

const input = z.strictObject({ ResourceType: z.literal('Parameter'), ResourceId: parameterName, Tags: tags });

export const addTagsToResource = (store: ParameterStore): Action =>
  action({
    name: 'AddTagsToResource',
    input,
    resource: ({ ResourceId }) => store.arnOf(ResourceId),
    run({ ResourceId, Tags }) {
      const kept = store.get(ResourceId).tags.filter(({ Key }) => !Tags.some((tag) => tag.Key === Key));
      store.setTags(ResourceId, [...kept, ...Tags]);
      return {};
    },
  });
