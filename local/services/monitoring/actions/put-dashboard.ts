/** Keeps a dashboard, new or changed. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html */
import type { PutDashboardCommandOutput } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Dashboards } from '../dashboards.ts';

const input = z.strictObject({ DashboardName: z.string(), DashboardBody: z.string() });

export const putDashboard = (dashboards: Dashboards): Action =>
  action({
    name: 'PutDashboard',
    input,
    resource: ({ DashboardName }) => dashboards.arn(DashboardName),
    run({ DashboardName, DashboardBody }) {
      dashboards.put(DashboardName, DashboardBody);
      return { DashboardValidationMessages: [] } satisfies Omit<PutDashboardCommandOutput, '$metadata'>;
    },
  });
