/**
 * "Step Functions Execution Status Change" on the default bus, for standard executions: when one starts and when it ends.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
import type { Engine } from '../../engine/engine.ts';
import type { Execution } from './model.ts';
import { machineArn } from './names.ts';

/** The bus keeps what it takes; a bus that refuses is reported and holds up nobody. */
export function tellStatus(engine: Engine, execution: Execution): void {
  if (execution.type !== 'STANDARD') return;
  const { arn, machine, name, status, startedMs, stoppedMs, input, output, error, cause, redriveCount } = execution;
  const included = { included: true };
  const event = {
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    resources: [arn],
    detail: {
      executionArn: arn,
      stateMachineArn: machineArn(engine, machine),
      name,
      status,
      startDate: startedMs,
      stopDate: stoppedMs ?? null,
      input: JSON.stringify(input),
      output: output === undefined ? null : JSON.stringify(output),
      inputDetails: included,
      outputDetails: output === undefined ? null : included,
      error: error ?? null,
      cause: cause ?? null,
      redriveCount,
    },
  };
  const bus = engine.arn('events', 'event-bus/default');
  engine.ports
    .target(bus)
    .deliver(bus, { body: JSON.stringify(event), source: { principal: 'states.amazonaws.com', arn } })
    .catch((error) => engine.report(`states: status of ${arn}`, error));
}
