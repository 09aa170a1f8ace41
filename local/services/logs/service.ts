/** Amazon CloudWatch Logs: groups, streams, lines, filters; the `logs` port, and log groups as targets of rules. */
import type * as z from 'zod';
import type { AwsError } from '../../engine/aws-error.ts';
import { durably } from '../../engine/durably.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Service } from '../../engine/service.ts';
import { logActions } from './actions.ts';
import { invalid } from './errors.ts';
import { inspectLogs } from './inspect.ts';
import { openResourcePolicies } from './resource-policies.ts';
import { logGroup } from './resources/log-group.ts';
import { logStream } from './resources/log-stream.ts';
import { metricFilter } from './resources/metric-filter.ts';
import { resourcePolicy } from './resources/resource-policy.ts';
import { subscriptionFilter } from './resources/subscription-filter.ts';
import { openLogStore } from './store.ts';
import { logTarget } from './target.ts';

export function createLogs(engine: Engine): Service {
  const store = openLogStore(engine);
  const policies = openResourcePolicies(engine);
  engine.ports.offer('logs', { append: store.append, flush: store.flush });
  engine.ports.offerTarget('logs', logTarget(engine, store));
  return {
    name: 'logs',
    protocols: [{ kind: 'json', version: '1.1', targetPrefix: 'Logs_20140328' }],
    actions: durably(engine, logActions(engine, store, policies)),
    resources: [
      logGroup(engine, store),
      logStream(engine, store),
      metricFilter(engine, store),
      resourcePolicy(engine, policies),
      subscriptionFilter(engine, store),
    ],
    invalidInput,
    inspect: () => inspectLogs(store),
    stop() {
      store.endSubscriptions();
      store.flush();
    },
  };
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html (InvalidParameterException) */
function invalidInput(error: z.ZodError, action: string): AwsError {
  const [issue] = error.issues;
  const place = issue?.path.length ? ` at '${issue.path.join('.')}'` : '';
  return invalid(`1 validation error detected in ${action}${place}: ${issue?.message ?? 'the input is not valid'}`);
}
