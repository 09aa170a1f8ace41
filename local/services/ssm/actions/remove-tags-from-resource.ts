/** Takes tags from a parameter by their keys. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RemoveTagsFromResource.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { parameterName } from '../limits.ts';
import type { ParameterStore } from '../store.ts';

const input = z.strictObject({
  ResourceType: z.literal('Parameter'),
  ResourceId: parameterName,
  TagKeys: z.array(z.string()),
});

export const removeTagsFromResource = (store: ParameterStore): Action =>
  action({
    name: 'RemoveTagsFromResource',
    input,
    resource: ({ ResourceId }) => store.arnOf(ResourceId),
    run({ ResourceId, TagKeys }) {
      store.setTags(
        ResourceId,
        store.get(ResourceId).tags.filter(({ Key }) => !TagKeys.includes(Key)),
      );
      return {};
    },
  });
