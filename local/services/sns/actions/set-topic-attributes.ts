/** Sets one attribute of a topic. https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Sns } from '../context.ts';
import { changedTopicAttributes } from '../topic-attributes.ts';

export const setTopicAttributes = ({ store }: Sns): Action =>
  action({
    name: 'SetTopicAttributes',
    input: z.strictObject({ TopicArn: z.string(), AttributeName: z.string(), AttributeValue: z.string().default('') }),
    resource: ({ TopicArn }) => TopicArn,
    run({ TopicArn, AttributeName, AttributeValue }) {
      const topic = store.topic(TopicArn);
      const attributes = changedTopicAttributes(topic.attributes, { [AttributeName]: AttributeValue });
      store.putTopic({ ...topic, attributes });
    },
  });
