/**
 * Makes a topic, or gives the one of that name when it differs in nothing that was asked.
 * https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 */
import type { CreateTopicCommandOutput } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { unsupported } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import { tagsInput, tagsOf } from '../../../engine/tags.ts';
import type { Sns } from '../context.ts';
import { invalidParameter } from '../errors.ts';
import { MOST_TAGS } from '../limits.ts';
import { changedTopicAttributes } from '../topic-attributes.ts';

export const createTopic = ({ engine, store }: Sns): Action =>
  action({
    name: 'CreateTopic',
    input: z.strictObject({
      Name: z.string(),
      Attributes: z.record(z.string(), z.string()).default({}),
      Tags: tagsInput.default([]),
    }),
    resource: ({ Name }) => store.topicArn(Name),
    run({ Name, Attributes, Tags }) {
      const attributes = changedTopicAttributes({}, Attributes);
      if (Name.endsWith('.fifo')) throw unsupported(`FIFO topics (${Name})`);
      if (!/^[\w-]{1,256}$/.test(Name)) throw invalidParameter('Topic Name');
      if (Tags.length > MOST_TAGS) throw invalidParameter('Tags Reason: Too many tags');
      const arn = store.topicArn(Name);
      const there = store.findTopic(arn);
      if (there) {
        const differs = Object.entries(attributes).some(([name, value]) => there.attributes[name] !== value);
        if (differs) throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
        if (Tags.some(({ Key, Value }) => there.tags[Key] !== Value))
          throw invalidParameter('Tags Reason: Topic already exists with different tags');
      } else {
        store.putTopic({ name: Name, arn, createdMs: engine.clock.now(), attributes, tags: tagsOf(Tags) });
      }
      return { TopicArn: arn } satisfies Omit<CreateTopicCommandOutput, '$metadata'>;
    },
  });
