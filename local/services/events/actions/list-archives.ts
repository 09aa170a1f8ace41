/**
 * Lists archives by name, by bus or by state: one filter at a time.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListArchives.html
 */
import type { ListArchivesCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { text } from '../../../engine/constraints.ts';
import { type Action, action } from '../../../engine/service.ts';
import { listedArchive } from '../archive/archives.ts';
import type { Events } from '../context.ts';
import { invalid } from '../errors.ts';
import { archiveName, busOf } from '../names.ts';
import { page, pageInput } from '../pages.ts';

const input = z.strictObject({
  NamePrefix: archiveName.optional(),
  EventSourceArn: text({ min: 1, max: 1600 }).optional(),
  State: z.enum(['ENABLED', 'DISABLED', 'CREATING', 'UPDATING', 'CREATE_FAILED', 'UPDATE_FAILED']).optional(),
  ...pageInput,
});

export const listArchives = (events: Events): Action =>
  action({
    name: 'ListArchives',
    input,
    run({ NamePrefix, EventSourceArn, State, ...asked }) {
      if ([NamePrefix, EventSourceArn, State].filter((one) => one !== undefined).length > 1)
        throw invalid(
          'At most one filter is allowed for ListArchives. Use either : State, EventSourceArn, or NamePrefix.',
        );
      const bus = EventSourceArn && events.store.bus(busOf(EventSourceArn)).name;
      const archives = events.store.archives
        .list(NamePrefix)
        .filter((archive) => (!bus || archive.bus === bus) && (!State || State === 'ENABLED'));
      const { items, ...next } = page(archives, ({ name }) => name, asked);
      return { Archives: items.map((archive) => listedArchive(events, archive)), ...next } satisfies Omit<
        ListArchivesCommandOutput,
        '$metadata'
      >;
    },
  });
