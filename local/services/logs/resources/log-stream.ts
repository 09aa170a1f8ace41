/**
 * AWS::Logs::LogStream: a stream of a log group.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-logstream.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import { groupName, streamName } from '../limits.ts';
import type { LogStore } from '../store.ts';

const properties = z.strictObject({ LogGroupName: groupName, LogStreamName: streamName.optional() });

export const logStream = (engine: Engine, store: LogStore): ResourceType =>
  resourceType({
    type: 'AWS::Logs::LogStream',
    properties,
    async create({ LogGroupName, LogStreamName }, place) {
      const name = LogStreamName ?? place.name();
      store.createStream(LogGroupName, name);
      await engine.store.durable();
      return { physicalId: `${LogGroupName}|${name}`, ref: name, attributes: {} };
    },
    async remove({ physicalId }) {
      const [group = '', name = ''] = physicalId.split('|');
      if (store.findGroup(group)?.streams.has(name)) store.deleteStream(group, name);
      await engine.store.durable();
    },
  });
