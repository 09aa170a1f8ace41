/**
 * A message given to an agent's function directly, without a queue: the agent's side of it. It is handled exactly as one from a
 * queue is (handling.ts, settle.ts): claimed, checked, and its outcome recorded.
 *
 * 1. What no retry can help is told and put nowhere: whoever gave the message decides what to do with it.
 * 2. The answers to the message (an acknowledgement, and whatever goes to the channel of replies) are given back to the caller and
 *    never published: they are for it alone, and it writes them to the history. All else that the agent caused is published.
 * 3. Asked again, the agent gives the same answers under the same ids.
 */
import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { type Message, messageSchema } from '../../contracts/message.ts';
import type { AgentDeps } from './agent-deps.ts';
import { createHandling, DIRECT_LANE, type Handling, type Result } from './handling.ts';
import type { Undeliverable } from './incoming.ts';
import type { Tally } from './observe.ts';
import { type Payloads, putAside } from './payloads.ts';
import { settle } from './settle.ts';

/** What a function is invoked with. */
export interface DirectEvent {
  readonly deliver: unknown;
}

export const directAnswerSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('handled'), messages: z.array(messageSchema) }),
  z.object({ outcome: z.literal('failed'), code: z.string(), reason: z.string() }),
]);
export type DirectAnswer = z.output<typeof directAnswerSchema>;

export const isDirect = (event: object): event is DirectEvent => 'deliver' in event;

/**
 * What is longer goes by the bucket. Each answer becomes a row of the history, which takes 400 KB, and all of them together are
 * the function's response, which takes 6 MB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const LONGEST_PAYLOAD_BYTES = 200 * 1024;

/** Never rejects: a failure is an answer. */
export async function handleDirectly(
  of: Omit<Handling, 'lane'>,
  event: DirectEvent,
  tally: Tally,
): Promise<{ answer: DirectAnswer; channel: string }> {
  let undeliverable: Undeliverable | undefined;
  const deps: AgentDeps = {
    ...of.deps,
    deadLetter: async (_, why) => {
      undeliverable = why;
    },
  };
  const message = messageSchema.safeParse(event.deliver).data;
  const result = await createHandling({ ...of, deps, lane: DIRECT_LANE })(recordAround(event.deliver, message, deps));
  const isAnswer = ({ type, channel }: Message) => type === 'platform.acknowledged' || channel === message?.replyTo;
  const answers = result.messages.filter(isAnswer);
  const again = await settle([{ ...result, messages: result.messages.filter((one) => !isAnswer(one)) }], deps, tally);
  tally.published += answers.length;
  if (undeliverable) {
    tally.deadLettered -= 1; // it was not
    tally.failed += 1;
  }
  const why = failureOf(result, undeliverable, again.length > 0);
  return {
    answer: why ?? {
      outcome: 'handled',
      messages: await Promise.all(answers.map((one) => light(of.deps.payloads, one))),
    },
    channel: message?.channel ?? 'none',
  };
}

function failureOf(
  { kind, outcome }: Result,
  undeliverable: Undeliverable | undefined,
  isUnsettled: boolean,
): DirectAnswer | undefined {
  if (undeliverable) return failed(undeliverable.code, undeliverable.message);
  if (kind === 'skipped') return failed('NotAddressed', 'The message is meant for somebody else.');
  if (kind === 'expired') return failed('Expired', 'The message came after its time.');
  const { code = 'Busy', reason = 'Another copy of the message is being handled.' } = outcome?.error ?? {};
  if (kind === 'failed') return failed(code, reason);
  return isUnsettled ? failed('NotSettled', 'The bus or the history did not take what came of it.') : undefined;
}

const failed = (code: string, reason: string): DirectAnswer => ({ outcome: 'failed', code, reason });

const light = async (payloads: Payloads, message: Message): Promise<Message> =>
  !message.claim && Buffer.byteLength(JSON.stringify(message.payload)) > LONGEST_PAYLOAD_BYTES
    ? await putAside(payloads, message)
    : message;

/** As a queue would bring it, the first time. */
function recordAround(detail: unknown, message: Message | undefined, { clock }: AgentDeps): SQSRecord {
  const sent = `${message === undefined ? clock.now().getTime() : Date.parse(message.sentAt)}`;
  return {
    messageId: DIRECT_LANE,
    receiptHandle: '',
    body: JSON.stringify({ detail }),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: sent,
      SenderId: DIRECT_LANE,
      ApproximateFirstReceiveTimestamp: sent,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: DIRECT_LANE,
    eventSourceARN: '',
    awsRegion: '',
  };
}
