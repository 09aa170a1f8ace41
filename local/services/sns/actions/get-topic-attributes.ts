/** What is set for a topic, and how many subscriptions it has. https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireMap } from '../../../engine/wire-map.ts';
import type { Sns } from '../context.ts';
import { describedTopic } from '../topic-attributes.ts';

export const getTopicAttributes = ({ engine, store }: Sns): Action =>
  action({
    name: 'GetTopicAttributes',
    input: z.strictObject({ TopicArn: z.string() }),
    resource: ({ TopicArn }) => TopicArn,
    run: ({ TopicArn }) => ({ Attributes: new WireMap(describedTopic(engine, store, store.topic(TopicArn))) }),
  });
