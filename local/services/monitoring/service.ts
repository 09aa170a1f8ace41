/** Amazon CloudWatch: metrics, alarms, dashboards; the `metrics` port. */
import type * as z from 'zod';
import type { AwsError } from '../../engine/aws-error.ts';
import { durably } from '../../engine/durably.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { monitoringActions } from './actions.ts';
import { createEvaluator } from './alarms/evaluator.ts';
import { openAlarmStore } from './alarms/store.ts';
import { openDashboards } from './dashboards.ts';
import { validation } from './errors.ts';
import { inspectMonitoring } from './inspect.ts';
import { openMetricStore } from './metrics/metric-store.ts';
import { alarm } from './resources/alarm.ts';
import { compositeAlarm } from './resources/composite-alarm.ts';
import { dashboard } from './resources/dashboard.ts';

export function createMonitoring(engine: Engine): Service {
  const metrics = openMetricStore(engine);
  const store = openAlarmStore(engine);
  const alarms = { store, evaluator: createEvaluator(engine, store, metrics) };
  const dashboards = openDashboards(engine);
  engine.ports.offer('metrics', { put: metrics.put, gauge: metrics.gauge });
  return {
    name: 'monitoring',
    iamPrefix: 'cloudwatch',
    protocols: [
      { kind: 'json', version: '1.0', targetPrefix: 'GraniteServiceVersion20100801' },
      { kind: 'query', version: '2010-08-01', xmlns: 'http://monitoring.amazonaws.com/doc/2010-08-01/' },
    ],
    actions: durably(engine, monitoringActions({ engine, metrics, alarms, dashboards })),
    resources: [alarm(engine, alarms), compositeAlarm(engine, alarms), dashboard(engine, dashboards)],
    invalidInput,
    inspect: () => inspectMonitoring(store),
    start: alarms.evaluator.watch,
    stop() {
      alarms.evaluator.stop();
      metrics.flush();
    },
  };
}

function invalidInput(error: z.ZodError, action: string): AwsError {
  const [issue] = error.issues;
  return validation(`${action}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'the input is not valid'}`);
}
