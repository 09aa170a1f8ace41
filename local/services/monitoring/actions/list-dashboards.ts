/** The dashboards by prefix, all in one answer. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListDashboards.html */
import type { ListDashboardsCommandOutput } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import { WireDate } from '../../../engine/wire-date.ts';
import type { Dashboards } from '../dashboards.ts';

const input = z.strictObject({ DashboardNamePrefix: z.string().default(''), NextToken: z.string().optional() });

export const listDashboards = (dashboards: Dashboards): Action =>
  action({
    name: 'ListDashboards',
    input,
    run({ DashboardNamePrefix }) {
      return {
        DashboardEntries: dashboards.list(DashboardNamePrefix).map(({ name, body, updatedMs }) => ({
          DashboardName: name,
          DashboardArn: dashboards.arn(name),
          LastModified: new WireDate(updatedMs),
          Size: Buffer.byteLength(body),
        })),
      } satisfies Omit<ListDashboardsCommandOutput, '$metadata'>;
    },
  });
