/** Log groups as targets of rules: one line for each event, in a stream of its own a day. */

import { parseArn } from '../../engine/arn.ts';
import { AwsError } from '../../engine/aws-error.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Target } from '../../engine/ports.ts';
import type { LogStore } from './store.ts';

export const logTarget = (engine: Engine, store: LogStore): Target => ({
  async deliver(arn, { body, source }) {
    const group = /^log-group:([^:]+)(:\*)?$/.exec(parseArn(arn)?.resource ?? '')?.[1];
    if (!group || !store.findGroup(group))
      throw new AwsError('ResourceNotFoundException', `The log group of ${arn} does not exist.`);
    const now = engine.clock.now();
    const stream = `${source.principal.split('.')[0]}-${new Date(now).toISOString().slice(0, 10)}`;
    store.append(group, stream, [{ timestamp: now, message: body }]);
    engine.traces.add({ service: 'logs', action: 'deliver', resource: arn, outcome: 'ok' });
  },
});
