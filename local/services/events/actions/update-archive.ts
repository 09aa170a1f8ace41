/**
 * Changes what an archive keeps from now on, and for how long.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UpdateArchive.html
 */
import type { UpdateArchiveCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { text } from '../../../engine/constraints.ts';
import { type Action, action } from '../../../engine/service.ts';
import { archiveAnswer, findArchive } from '../archive/archives.ts';
import type { Events } from '../context.ts';
import { archiveArn, archiveName } from '../names.ts';
import { checkedPattern } from '../patterns.ts';

const input = z.strictObject({
  ArchiveName: archiveName,
  Description: text({ max: 512 }).optional(),
  EventPattern: z.string().optional(),
  RetentionDays: z.int().min(0).optional(),
});

export const updateArchive = (events: Events): Action =>
  action({
    name: 'UpdateArchive',
    input,
    resource: ({ ArchiveName }) => archiveArn(events.engine, ArchiveName),
    async run({ ArchiveName, Description, EventPattern, RetentionDays }) {
      const archive = findArchive(events, ArchiveName);
      if (EventPattern) checkedPattern(EventPattern);
      events.store.putArchive({
        ...archive,
        description: Description ?? archive.description,
        pattern: EventPattern ?? archive.pattern,
        retentionDays: RetentionDays ?? archive.retentionDays,
      });
      await events.store.durable();
      return archiveAnswer(events, archive) satisfies Omit<UpdateArchiveCommandOutput, '$metadata'>;
    },
  });
