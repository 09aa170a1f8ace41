/**
 * Periodic report: on a schedule, its sections are gathered at once, put together, and delivered. A section that cannot be had is
 * null, and the report says which.
 */
import type { Template, WorkflowInput } from '../../../contracts/workflow.ts';
import { type About, type Ask, about, asking } from './common.ts';

export interface PeriodicReport extends About {
  /** `rate(7 days)` or `cron(0 6 ? * MON *)` */
  readonly schedule: string;
  readonly timezone?: string;
  /** By name, such as `oilPressure`. */
  readonly sections: Readonly<Record<string, Ask>>;
  /** Where it goes; `$report` is `{sections, missing}`. */
  readonly deliver: { readonly to?: string; readonly type: string; readonly payload: Template };
}

export function periodicReport({ schedule, timezone, sections, deliver, ...rest }: PeriodicReport): WorkflowInput {
  const names = Object.keys(sections);
  return {
    ...about(rest),
    trigger: { kind: 'schedule', expression: schedule, ...(timezone && { timezone }) },
    participants: {
      ...Object.fromEntries(Object.entries(sections).map(([name, { to }]) => [reporterOf(name), to])),
      ...(deliver.to && { recipient: deliver.to }),
    },
    steps: [
      {
        kind: 'parallel',
        id: 'gather',
        title: 'Gather the sections',
        steps: Object.entries(sections).map(([name, ask]) => ({
          ...asking(name, reporterOf(name), ask),
          catch: [{ errors: ['*'], outcome: 'continue', output: null }],
        })),
      },
      {
        kind: 'transform',
        id: 'report',
        title: 'Put the report together',
        output: {
          sections: '{% $gather %}',
          missing: `{% [${names.map((name) => `$gather.${name} = null ? '${name}'`).join(', ')}] %}`,
        },
      },
      {
        kind: 'message',
        id: 'deliver',
        ...(deliver.to && { to: 'recipient' }),
        type: deliver.type,
        payload: deliver.payload,
        expects: 'none',
      },
    ],
    result: '{% $report %}',
  };
}

const reporterOf = (section: string): string => `${section}Reporter`;
