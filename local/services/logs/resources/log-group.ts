/**
 * AWS::Logs::LogGroup: a log group with its retention.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import { groupName, retentionDays } from '../limits.ts';
import type { LogStore } from '../store.ts';

const properties = z.strictObject({
  LogGroupName: groupName.optional(),
  LogGroupClass: z.literal('STANDARD').optional(),
  RetentionInDays: z.coerce.number().pipe(retentionDays).optional(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]),
});

const LONGEST_NAME = 512;

export const logGroup = (engine: Engine, store: LogStore): ResourceType =>
  resourceType({
    type: 'AWS::Logs::LogGroup',
    properties,
    withoutEffect: {
      KmsKeyId: 'nothing here is encrypted at rest',
      DataProtectionPolicy: 'nothing is masked',
      FieldIndexPolicies: 'there are no Insights queries',
      DeletionProtectionEnabled: 'a stack that goes takes its groups with it',
    },
    async create({ LogGroupName, RetentionInDays, Tags }, place) {
      const name = LogGroupName ?? place.name(LONGEST_NAME);
      // a function that ran before its group was declared has made it already
      if (!store.findGroup(name)) store.createGroup(name);
      store.changeGroup(name, { retentionDays: RetentionInDays, tags: tagsOf(Tags) });
      await engine.store.durable();
      return { physicalId: name, attributes: { Arn: `${store.group(name).arn}:*` } };
    },
    async update({ LogGroupName, RetentionInDays, Tags }, current, place) {
      if ((LogGroupName ?? place.name(LONGEST_NAME)) !== current.physicalId) return 'replace';
      store.changeGroup(current.physicalId, { retentionDays: RetentionInDays, tags: tagsOf(Tags) });
      await engine.store.durable();
      return current;
    },
    async remove({ physicalId }) {
      if (store.findGroup(physicalId)) store.deleteGroup(physicalId);
      await engine.store.durable();
    },
  });

const tagsOf = (tags: readonly { Key: string; Value: string }[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
