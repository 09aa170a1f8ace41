/** The body of a dashboard, as it was put. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetDashboard.html */
import type { GetDashboardCommandOutput } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Dashboards } from '../dashboards.ts';

const input = z.strictObject({ DashboardName: z.string() });

export const getDashboard = (dashboards: Dashboards): Action =>
  action({
    name: 'GetDashboard',
    input,
    resource: ({ DashboardName }) => dashboards.arn(DashboardName),
    run({ DashboardName }) {
      return {
        DashboardArn: dashboards.arn(DashboardName),
        DashboardBody: dashboards.get(DashboardName).body,
        DashboardName,
      } satisfies Omit<GetDashboardCommandOutput, '$metadata'>;
    },
  });
