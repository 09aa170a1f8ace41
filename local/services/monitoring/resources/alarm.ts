/**
 * AWS::CloudWatch::Alarm: an alarm of a metric or of metric math.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import { type Alarms, metricAlarmMembers, saveMetricAlarm } from '../alarms/put.ts';

const properties = z.strictObject({ AlarmName: z.string().min(1).max(255).optional(), ...metricAlarmMembers });

const LONGEST_NAME = 255;

export const alarm = (engine: Engine, alarms: Alarms): ResourceType =>
  resourceType({
    type: 'AWS::CloudWatch::Alarm',
    properties,
    async create({ AlarmName, ...settings }, place) {
      const name = AlarmName ?? place.name(LONGEST_NAME);
      saveMetricAlarm(engine, alarms, name, settings);
      await engine.store.durable();
      return { physicalId: name, attributes: { Arn: alarms.store.arn(name) } };
    },
    async update({ AlarmName, ...settings }, current, place) {
      if ((AlarmName ?? place.name(LONGEST_NAME)) !== current.physicalId) return 'replace';
      saveMetricAlarm(engine, alarms, current.physicalId, settings);
      await engine.store.durable();
      return current;
    },
    async remove({ physicalId }) {
      alarms.store.remove(physicalId);
      await engine.store.durable();
    },
  });
