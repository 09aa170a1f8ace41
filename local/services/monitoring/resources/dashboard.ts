/**
 * AWS::CloudWatch::Dashboard: a dashboard, kept as it is written.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html
 */
import * as z from 'zod';
import type { Engine } from '../../../engine/engine.ts';
import { type ResourceType, resourceType } from '../../../engine/service.ts';
import type { Dashboards } from '../dashboards.ts';

const properties = z.strictObject({ DashboardName: z.string().optional(), DashboardBody: z.string() });

export const dashboard = (engine: Engine, dashboards: Dashboards): ResourceType =>
  resourceType({
    type: 'AWS::CloudWatch::Dashboard',
    properties,
    async create({ DashboardName, DashboardBody }, place) {
      const name = DashboardName ?? place.name();
      dashboards.put(name, DashboardBody);
      await engine.store.durable();
      return { physicalId: name, attributes: {} };
    },
    async update({ DashboardName, DashboardBody }, current, place) {
      if ((DashboardName ?? place.name()) !== current.physicalId) return 'replace';
      dashboards.put(current.physicalId, DashboardBody);
      await engine.store.durable();
      return current;
    },
    async remove({ physicalId }) {
      dashboards.drop(physicalId);
      await engine.store.durable();
    },
  });
