/**
 * An archive of a bus: AWS::Events::Archive.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-archive.html
 */
import * as z from 'zod';
import { perform } from '../../../engine/perform.ts';
import { type Resource, type ResourceType, resourceType } from '../../../engine/service.ts';
import { createArchive } from '../actions/create-archive.ts';
import { deleteArchive } from '../actions/delete-archive.ts';
import { updateArchive } from '../actions/update-archive.ts';
import type { Events } from '../context.ts';
import { archiveArn, archiveName, busArn, busOf } from '../names.ts';
import { jsonText } from './json-text.ts';

const properties = z.strictObject({
  ArchiveName: archiveName.optional(),
  SourceArn: z.string(),
  Description: z.string().optional(),
  EventPattern: jsonText.optional(),
  RetentionDays: z.coerce.number().int().min(0).default(0),
  /** Empty is AWS's own key: https://docs.aws.amazon.com/eventbridge/latest/userguide/encryption-archives.html */
  KmsKeyIdentifier: z.literal('').optional(),
});
const LONGEST_NAME = 48;

export function archiveType(events: Events): ResourceType {
  const described = (name: string): Resource => ({
    physicalId: name,
    attributes: { Arn: archiveArn(events.engine, name), ArchiveName: name },
  });
  return resourceType({
    type: 'AWS::Events::Archive',
    properties,
    withoutEffect: { KmsKeyIdentifier: 'nothing is encrypted at rest on this machine' },
    async create({ ArchiveName, SourceArn, KmsKeyIdentifier: _, ...given }, place) {
      const name = ArchiveName ?? place.name(LONGEST_NAME);
      await perform(createArchive(events), { ...given, ArchiveName: name, EventSourceArn: SourceArn });
      return described(name);
    },
    async update({ ArchiveName, SourceArn, KmsKeyIdentifier: _, ...given }, current, place) {
      const name = ArchiveName ?? place.name(LONGEST_NAME);
      const archive = events.store.archives.get(name);
      const moved = !archive || busArn(events.engine, archive.bus) !== busArn(events.engine, busOf(SourceArn));
      if (name !== current.physicalId || moved) return 'replace';
      await perform(updateArchive(events), { ...given, ArchiveName: name });
      return described(name);
    },
    async remove({ physicalId }) {
      if (events.store.archives.get(physicalId)) await perform(deleteArchive(events), { ArchiveName: physicalId });
    },
  });
}
