/** Removes dashboards, all that are named or none. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteDashboards.html */
import * as z from 'zod';
import { type Action, action } from '../../../engine/service.ts';
import type { Dashboards } from '../dashboards.ts';

const input = z.strictObject({ DashboardNames: z.array(z.string()).min(1) });

export const deleteDashboards = (dashboards: Dashboards): Action =>
  action({
    name: 'DeleteDashboards',
    input,
    run({ DashboardNames }) {
      dashboards.remove(DashboardNames);
    },
  });
