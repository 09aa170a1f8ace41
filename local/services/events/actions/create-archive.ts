/**
 * Keeps the events of a bus from now on, all or those of a pattern.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateArchive.html
 */
import type { CreateArchiveCommandOutput } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { text } from '../../../engine/constraints.ts';
import { type Action, action } from '../../../engine/service.ts';
import { archiveAnswer } from '../archive/archives.ts';
import type { Events } from '../context.ts';
import { alreadyThere } from '../errors.ts';
import type { Archive } from '../model.ts';
import { archiveArn, archiveName, busOf } from '../names.ts';
import { checkedPattern } from '../patterns.ts';

const input = z.strictObject({
  ArchiveName: archiveName,
  EventSourceArn: text({ min: 1, max: 1600 }),
  Description: text({ max: 512 }).optional(),
  EventPattern: z.string().optional(),
  /** 0 keeps for ever. */
  RetentionDays: z.int().min(0).default(0),
});

export const createArchive = (events: Events): Action =>
  action({
    name: 'CreateArchive',
    input,
    resource: ({ ArchiveName }) => archiveArn(events.engine, ArchiveName),
    async run({ ArchiveName, EventSourceArn, Description, EventPattern, RetentionDays }) {
      const { engine, store } = events;
      if (store.archives.get(ArchiveName)) throw alreadyThere(`Archive ${ArchiveName}`);
      if (EventPattern) checkedPattern(EventPattern);
      const archive: Archive = {
        name: ArchiveName,
        bus: store.bus(busOf(EventSourceArn)).name,
        createdMs: engine.clock.now(),
        description: Description,
        pattern: EventPattern,
        retentionDays: RetentionDays,
        events: 0,
        bytes: 0,
      };
      store.putArchive(archive);
      await store.durable();
      return archiveAnswer(events, archive) satisfies Omit<CreateArchiveCommandOutput, '$metadata'>;
    },
  });
