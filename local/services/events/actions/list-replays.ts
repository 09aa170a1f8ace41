/**
 * Lists replays by name, by archive or by state: one filter at a time.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListReplays.html
 */
import type { ListReplaysCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { text } from '../../../engine/constraints.ts';
import { type Action, action } from '../../../engine/service.ts';
import { archiveOf, listedReplay } from '../archive/archives.ts';
import type { Events } from '../context.ts';
import { invalid } from '../errors.ts';
import { replayName } from '../names.ts';
import { page, pageInput } from '../pages.ts';

const input = z.strictObject({
  NamePrefix: replayName.optional(),
  EventSourceArn: text({ min: 1, max: 1600 }).optional(),
  State: z.enum(['STARTING', 'RUNNING', 'CANCELLING', 'COMPLETED', 'CANCELLED', 'FAILED']).optional(),
  ...pageInput,
});

export const listReplays = (events: Events): Action =>
  action({
    name: 'ListReplays',
    input,
    run({ NamePrefix, EventSourceArn, State, ...asked }) {
      if ([NamePrefix, EventSourceArn, State].filter((one) => one !== undefined).length > 1)
        throw invalid(
          'At most one filter is allowed for ListReplays. Use either : State, EventSourceArn, or NamePrefix.',
        );
      const archive = EventSourceArn && archiveOf(EventSourceArn);
      const replays = events.store.replays
        .list(NamePrefix)
        .filter((replay) => (!archive || replay.archive === archive) && (!State || replay.state === State));
      const { items, ...next } = page(replays, ({ name }) => name, asked);
      return { Replays: items.map((replay) => listedReplay(events, replay)), ...next } satisfies Omit<
        ListReplaysCommandOutput,
        '$metadata'
      >;
    },
  });
