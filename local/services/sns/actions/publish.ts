/** One message to a topic; telephones and mobile applications are refused by name. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
import type { PublishCommandOutput } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { unsupported } from '../../../engine/aws-error.ts';
import { type Action, action } from '../../../engine/service.ts';
import type { Sns } from '../context.ts';
import { invalidParameter } from '../errors.ts';
import { messageMembers, messageOf } from '../message.ts';

export const publish = ({ engine, store, publisher }: Sns): Action =>
  action({
    name: 'Publish',
    input: z.strictObject({
      ...messageMembers,
      TopicArn: z.string().optional(),
      TargetArn: z.string().optional(),
      PhoneNumber: z.string().optional(),
    }),
    resource: ({ TopicArn, TargetArn }) => TopicArn ?? TargetArn ?? '*',
    async run({ TopicArn, TargetArn, PhoneNumber, ...input }) {
      if (PhoneNumber !== undefined) throw unsupported('Publish: PhoneNumber (SMS)');
      const arn = TopicArn ?? TargetArn;
      if (arn === undefined) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
      if (arn.includes(':endpoint/')) throw unsupported('Publish: mobile push endpoints (TargetArn)');
      const topic = store.topic(arn);
      const message = messageOf(engine, input);
      await publisher.publish(topic, [message]);
      return { MessageId: message.id } satisfies Omit<PublishCommandOutput, '$metadata'>;
    },
  });
