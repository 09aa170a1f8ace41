/**
 * Statements of a topic's policy, by their labels.
 * https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html and API_RemovePermission.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Sns } from '../context.ts';
import { withoutPermission, withPermission } from '../policy.ts';

export const addPermission = ({ engine, store }: Sns): Action =>
  action({
    name: 'AddPermission',
    input: z.strictObject({
      TopicArn: z.string(),
      Label: z.string(),
      AWSAccountId: z.array(z.string()).min(1),
      ActionName: z.array(z.string()).min(1),
    }),
    resource: ({ TopicArn }) => TopicArn,
    run({ TopicArn, Label: label, AWSAccountId: accounts, ActionName: actions }) {
      const topic = store.topic(TopicArn);
      const Policy = withPermission(topic, engine.account, { label, accounts, actions });
      store.putTopic({ ...topic, attributes: { ...topic.attributes, Policy } });
    },
  });

export const removePermission = ({ engine, store }: Sns): Action =>
  action({
    name: 'RemovePermission',
    input: z.strictObject({ TopicArn: z.string(), Label: z.string() }),
    resource: ({ TopicArn }) => TopicArn,
    run({ TopicArn, Label }) {
      const topic = store.topic(TopicArn);
      const Policy = withoutPermission(topic, engine.account, Label);
      store.putTopic({ ...topic, attributes: { ...topic.attributes, Policy } });
    },
  });
