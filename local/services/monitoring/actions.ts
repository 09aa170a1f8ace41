/** The actions of CloudWatch, all in one list. What is not in it is refused by name. */
import type { Engine } from '../../engine/engine.ts';
import type { Action } from '../../engine/service.ts';
import { deleteAlarms } from './actions/delete-alarms.ts';
import { deleteDashboards } from './actions/delete-dashboards.ts';
import { describeAlarmHistory } from './actions/describe-alarm-history.ts';
import { describeAlarms } from './actions/describe-alarms.ts';
import { describeAlarmsForMetric } from './actions/describe-alarms-for-metric.ts';
import { disableAlarmActions } from './actions/disable-alarm-actions.ts';
import { enableAlarmActions } from './actions/enable-alarm-actions.ts';
import { getDashboard } from './actions/get-dashboard.ts';
import { getMetricData } from './actions/get-metric-data.ts';
import { getMetricStatistics } from './actions/get-metric-statistics.ts';
import { listDashboards } from './actions/list-dashboards.ts';
import { listMetrics } from './actions/list-metrics.ts';
import { listTagsForResource } from './actions/list-tags-for-resource.ts';
import { putCompositeAlarm } from './actions/put-composite-alarm.ts';
import { putDashboard } from './actions/put-dashboard.ts';
import { putMetricAlarm } from './actions/put-metric-alarm.ts';
import { putMetricData } from './actions/put-metric-data.ts';
import { setAlarmState } from './actions/set-alarm-state.ts';
import { tagResource } from './actions/tag-resource.ts';
import { untagResource } from './actions/untag-resource.ts';
import type { Alarms } from './alarms/put.ts';
import type { Dashboards } from './dashboards.ts';
import type { MetricStore } from './metrics/metric-store.ts';

/** What the actions work on. */
export interface Monitoring {
  readonly engine: Engine;
  readonly metrics: MetricStore;
  readonly alarms: Alarms;
  readonly dashboards: Dashboards;
}

export const monitoringActions = ({ engine, metrics, alarms, dashboards }: Monitoring): Action[] => [
  deleteAlarms(alarms),
  deleteDashboards(dashboards),
  describeAlarmHistory(alarms),
  describeAlarms(alarms),
  describeAlarmsForMetric(alarms),
  disableAlarmActions(alarms),
  enableAlarmActions(alarms),
  getDashboard(dashboards),
  getMetricData(metrics),
  getMetricStatistics(metrics),
  listDashboards(dashboards),
  listMetrics(metrics),
  listTagsForResource(alarms),
  putCompositeAlarm(engine, alarms),
  putDashboard(dashboards),
  putMetricAlarm(engine, alarms),
  putMetricData(engine, metrics),
  setAlarmState(alarms),
  tagResource(alarms),
  untagResource(alarms),
];
