/** Tags of topics: read, set, and removed. A topic has at most MOST_TAGS. https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html */
import type { ListTagsForResourceCommandOutput } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { AwsError } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import { tagList, tagsInput, tagsOf } from '../../../engine/tags.ts';
import type { Sns } from '../context.ts';
import { MOST_TAGS } from '../limits.ts';
import type { Topic } from '../model.ts';

function tagged({ store }: Sns, arn: string): Topic {
  const topic = store.findTopic(arn);
  if (topic?.arn !== arn) throw new AwsError('ResourceNotFound', 'Resource does not exist', { status: 404 });
  return topic;
}

export const tagResource = (sns: Sns): Action =>
  action({
    name: 'TagResource',
    input: z.strictObject({ ResourceArn: z.string(), Tags: tagsInput }),
    resource: ({ ResourceArn }) => ResourceArn,
    run({ ResourceArn, Tags }) {
      const topic = tagged(sns, ResourceArn);
      const tags = { ...topic.tags, ...tagsOf(Tags) };
      if (Object.keys(tags).length > MOST_TAGS)
        throw new AwsError('TagLimitExceeded', 'Could not complete request: tag quota of per resource exceeded');
      sns.store.putTopic({ ...topic, tags });
    },
  });

export const untagResource = (sns: Sns): Action =>
  action({
    name: 'UntagResource',
    input: z.strictObject({ ResourceArn: z.string(), TagKeys: z.array(z.string()).default([]) }),
    resource: ({ ResourceArn }) => ResourceArn,
    run({ ResourceArn, TagKeys }) {
      const topic = tagged(sns, ResourceArn);
      const kept = Object.entries(topic.tags).filter(([key]) => !TagKeys.includes(key));
      sns.store.putTopic({ ...topic, tags: Object.fromEntries(kept) });
    },
  });

export const listTagsForResource = (sns: Sns): Action =>
  action({
    name: 'ListTagsForResource',
    input: z.strictObject({ ResourceArn: z.string() }),
    resource: ({ ResourceArn }) => ResourceArn,
    run: ({ ResourceArn }) =>
      ({ Tags: tagList(tagged(sns, ResourceArn).tags) }) satisfies Omit<ListTagsForResourceCommandOutput, '$metadata'>,
  });
