/**
 * Takes tags from a function or a mapping.
 * https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { changeTags } from '../tagging.ts';

export const untagResource = (lambda: Lambda): Action =>
  action({
    name: 'UntagResource',
    http: { method: 'DELETE', path: '/2017-03-31/tags/{Resource}', query: { tagKeys: 'TagKeys' }, status: 204 },
    input: z.strictObject({ Resource: z.string(), TagKeys: z.array(z.string()).or(z.string()) }),
    resource: ({ Resource }) => Resource,
    async run({ Resource, TagKeys }) {
      const gone = new Set([TagKeys].flat());
      changeTags(lambda, Resource, (before) =>
        Object.fromEntries(Object.entries(before).filter(([key]) => !gone.has(key))),
      );
      await lambda.store.durable();
    },
  });
