/**
 * Tells the tags of a function or a mapping.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html
 */
import type { ListTagsCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Lambda } from '../context.ts';
import { tagsOf } from '../tagging.ts';

export const listTags = (lambda: Lambda): Action =>
  action({
    name: 'ListTags',
    http: { method: 'GET', path: '/2017-03-31/tags/{Resource}' },
    input: z.strictObject({ Resource: z.string() }),
    resource: ({ Resource }) => Resource,
    run: ({ Resource }) =>
      ({ Tags: { ...tagsOf(lambda, Resource) } }) satisfies Omit<ListTagsCommandOutput, '$metadata'>,
  });
