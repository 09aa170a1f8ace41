/** The tags of one parameter. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListTagsForResource.html */
import type { ListTagsForResourceCommandOutput } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { parameterName } from '../limits.ts';
import type { ParameterStore } from '../store.ts';

const input = z.strictObject({ ResourceType: z.literal('Parameter'), ResourceId: parameterName });

export const listTagsForResource = (store: ParameterStore): Action =>
  action({
    name: 'ListTagsForResource',
    input,
    resource: ({ ResourceId }) => store.arnOf(ResourceId),
    run({ ResourceId }) {
      return { TagList: [...store.get(ResourceId).tags] } satisfies Omit<ListTagsForResourceCommandOutput, '$metadata'>;
    },
  });
