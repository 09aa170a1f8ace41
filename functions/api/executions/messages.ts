/**
 * What was sent in the conversation of an execution. Its transitions are messages of it as well, and mostly outnumber the rest: they
 * are left out, because the history of Step Functions tells them, and do not count.
 */
import type { Message } from '../../../contracts/message.ts';
import { conversationOf, type ExecutionName } from '../../../domain/workflow/identity.ts';
import type { HistoryReader } from '../../kit/history.ts';

const MOST_MESSAGES = 2_000;
/**
 * Keys are read in pages, each as many as may be shown. That many pages hold all that an execution can have: a history takes 25,000
 * events. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const MOST_PAGES = 20;

export interface Conversation {
  /** Oldest first. Of many, the last. */
  readonly messages: readonly Message[];
  /** There are older ones. */
  readonly truncated: boolean;
}

export async function readConversation(
  history: Pick<HistoryReader, 'keys' | 'messages'>,
  name: ExecutionName,
): Promise<Conversation> {
  const newestFirst: Message[] = [];
  let after: string | undefined;
  for (let page = 1; page <= MOST_PAGES; page++) {
    const keys = await history.keys('byConversation', {
      ...{ partition: conversationOf(name), newestFirst: true, limit: MOST_MESSAGES },
      ...(after !== undefined && { after }),
    });
    const found = await history.messages(keys);
    newestFirst.push(...found.filter(({ type }) => type !== 'platform.workflow.moved'));
    after = keys.at(-1)?.at;
    if (keys.length < MOST_MESSAGES || newestFirst.length > MOST_MESSAGES)
      return {
        messages: newestFirst.slice(0, MOST_MESSAGES).reverse(),
        truncated: newestFirst.length > MOST_MESSAGES,
      };
  }
  return { messages: newestFirst.reverse(), truncated: true };
}
