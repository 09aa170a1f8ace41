/** The answer to a send: ids, and digests by which the client checks what arrived. */
import type { SendMessageResult } from '@aws-sdk/client-sqs';
import type { MessageInput } from './draft.ts';
import { md5OfAttributes } from './md5.ts';

interface Sent {
  readonly messageId: string;
  readonly md5: string;
  /** Empty for a standard queue. */
  readonly sequenceNumber: string;
}

export const sentAnswer = ({ messageId, md5, sequenceNumber }: Sent, input: MessageInput) =>
  ({
    MessageId: messageId,
    MD5OfMessageBody: md5,
    MD5OfMessageAttributes: md5OfAttributes(input.MessageAttributes),
    MD5OfMessageSystemAttributes: md5OfAttributes(input.MessageSystemAttributes),
    SequenceNumber: sequenceNumber || undefined,
  }) satisfies SendMessageResult;
