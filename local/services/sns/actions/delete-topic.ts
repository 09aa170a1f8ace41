/**
 * Deletes a topic with its subscriptions. One that is not there is no error.
 * https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Sns } from '../context.ts';

export const deleteTopic = ({ store }: Sns): Action =>
  action({
    name: 'DeleteTopic',
    input: z.strictObject({ TopicArn: z.string() }),
    resource: ({ TopicArn }) => TopicArn,
    run({ TopicArn }) {
      const topic = store.findTopic(TopicArn);
      if (topic?.arn === TopicArn) store.deleteTopic(topic);
    },
  });
