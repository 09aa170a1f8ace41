/**
 * Adds tags to a function or a mapping.
 * https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { tags } from '../schemas.ts';
import { changeTags } from '../tagging.ts';

export const tagResource = (lambda: Lambda): Action =>
  action({
    name: 'TagResource',
    http: { method: 'POST', path: '/2017-03-31/tags/{Resource}', status: 204 },
    input: z.strictObject({ Resource: z.string(), Tags: tags }),
    resource: ({ Resource }) => Resource,
    async run({ Resource, Tags }) {
      changeTags(lambda, Resource, (before) => ({ ...before, ...Tags }));
      await lambda.store.durable();
    },
  });
