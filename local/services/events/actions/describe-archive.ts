/**
 * Tells of one archive, with its counts as of now.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeArchive.html
 */
import type { DescribeArchiveCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { findArchive, listedArchive } from '../archive/archives.ts';
import type { Events } from '../context.ts';
import { archiveArn, archiveName } from '../names.ts';

export const describeArchive = (events: Events): Action =>
  action({
    name: 'DescribeArchive',
    input: z.strictObject({ ArchiveName: archiveName }),
    resource: ({ ArchiveName }) => archiveArn(events.engine, ArchiveName),
    run({ ArchiveName }) {
      const archive = findArchive(events, ArchiveName);
      return {
        ...listedArchive(events, archive),
        ArchiveArn: archiveArn(events.engine, ArchiveName),
        Description: archive.description,
        EventPattern: archive.pattern,
      } satisfies Omit<DescribeArchiveCommandOutput, '$metadata'>;
    },
  });
