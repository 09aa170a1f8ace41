/**
 * Removes an archive and all it held.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteArchive.html
 */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { findArchive } from '../archive/archives.ts';
import type { Events } from '../context.ts';
import { archiveArn, archiveName } from '../names.ts';

export const deleteArchive = (events: Events): Action =>
  action({
    name: 'DeleteArchive',
    input: z.strictObject({ ArchiveName: archiveName }),
    resource: ({ ArchiveName }) => archiveArn(events.engine, ArchiveName),
    run({ ArchiveName }) {
      events.store.deleteArchive(findArchive(events, ArchiveName));
      events.archiver.clear(ArchiveName);
      return events.store.durable();
    },
  });
