/** Dashboards: kept as they are written, and listed. Nothing draws them here. */

import { AwsError } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import { invalidValue, noSuchDashboard } from './errors.ts';

interface Dashboard {
  readonly body: string;
  readonly updatedMs: number;
}

export type Dashboards = ReturnType<typeof openDashboards>;

export function openDashboards(engine: Engine) {
  const rows = engine.store.collection<Dashboard>('monitoring.dashboards');
  return {
    arn: (name: string): string => `arn:aws:cloudwatch::${engine.account}:dashboard/${name}`,
    /** Throws when the name or the body is not valid. */
    put(name: string, body: string): void {
      if (!/^[\w-]{1,255}$/.test(name))
        throw invalidValue(
          'The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n',
        );
      checkBody(body);
      rows.put(name, { body, updatedMs: engine.clock.now() });
    },
    get(name: string): Dashboard {
      const found = rows.get(name);
      if (!found) throw noSuchDashboard(name);
      return found;
    },
    list: (prefix: string): (Dashboard & { name: string })[] =>
      rows
        .entries()
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, dashboard]) => ({ name, ...dashboard })),
    /** All or none: throws when one is not there. */
    remove(names: readonly string[]): void {
      for (const name of names) if (!rows.get(name)) throw noSuchDashboard(name);
      for (const name of names) rows.delete(name);
    },
    drop: (name: string): void => rows.delete(name),
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
function checkBody(body: string): void {
  const refuse = (message: string) =>
    new AwsError('DashboardInvalidInputError', 'The dashboard body is invalid, there are validation errors.', {
      queryCode: 'InvalidParameterInput',
      members: { dashboardValidationMessages: [{ Message: message }] },
    });
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    throw refuse(`The dashboard body is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  const widgets = (parsed as { widgets?: unknown } | null)?.widgets;
  if (!Array.isArray(widgets)) throw refuse('The dashboard body has no array of widgets.');
}
