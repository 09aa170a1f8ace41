/**
 * The history of one execution, read on from where the last reading ended.
 *
 * Step Functions gives a history page by page and keeps no place at its end, so the first reading takes all of it in order, and a
 * later one takes the newest events backwards until it meets what is known: mostly one call with one page.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
 */
import { ExecutionDoesNotExist, GetExecutionHistoryCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { LinkedEvent } from '../../../domain/workflow/transitions.ts';
import { linkedEvent } from '../../kit/workflow/history-events.ts';

/** The most that a page holds, and enough for what happens between two readings. */
const WHOLE_PAGE = 1000;
const TAIL_PAGE = 50;

/** Events behind a number, in order, without a hole; undefined where there is no such execution. */
export type ExecutionEvents = (after: number) => Promise<LinkedEvent[] | undefined>;

export function executionEvents(client: Pick<SFNClient, 'send'>, executionArn: string): ExecutionEvents {
  const page = async (reverseOrder: boolean, nextToken: string | undefined) => {
    const { events = [], nextToken: next } = await client.send(
      new GetExecutionHistoryCommand({
        executionArn,
        reverseOrder,
        includeExecutionData: false,
        maxResults: reverseOrder ? TAIL_PAGE : WHOLE_PAGE,
        ...(nextToken !== undefined && { nextToken }),
      }),
    );
    return { events: events.map(linkedEvent), next };
  };

  return async (after) => {
    const found = new Map<number, LinkedEvent>();
    let token: string | undefined;
    try {
      do {
        const { events, next } = await page(after > 0, token);
        for (const event of events) if (event.id > after) found.set(event.id, event);
        token = after > 0 && events.some(({ id }) => id <= after + 1) ? undefined : next;
      } while (token !== undefined);
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
    const inOrder = [...found.values()].sort((a, b) => a.id - b.id);
    // What came while the pages were read may leave a hole: what is behind it is for the next reading.
    const hole = inOrder.findIndex(({ id }, i) => id !== after + 1 + i);
    return hole < 0 ? inOrder : inOrder.slice(0, hole);
  };
}
