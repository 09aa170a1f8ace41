/** The Context object. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
import type { Json } from '../../../engine/service.ts';
import { machineArn } from '../names.ts';
import type { Branch } from './branch.ts';

/** The states that have Retry. */
const RETRIED = new Set(['Task', 'Map', 'Parallel']);

export function contextObject(branch: Branch): Json {
  const { run, frame } = branch;
  if (run.probe?.context !== undefined) return run.probe.context;
  const { execution, engine } = run;
  const retries = frame.retries.reduce((sum, count) => sum + (count ?? 0), 0);
  const token = frame.progress?.kind === 'task' ? frame.progress.token : undefined;
  return {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      Name: execution.name,
      RoleArn: execution.roleArn === '' ? null : execution.roleArn,
      StartTime: new Date(execution.startedMs).toISOString(),
      ...(execution.type === 'STANDARD' && { RedriveCount: execution.redriveCount }),
      ...(execution.redrivenMs !== undefined && { RedriveTime: new Date(execution.redrivenMs).toISOString() }),
    },
    ...(frame.item && { Map: { Item: frame.item } }),
    State: {
      EnteredTime: new Date(frame.entered?.atMs ?? engine.clock.now()).toISOString(),
      Name: frame.state,
      ...(RETRIED.has(branch.state.Type) && { RetryCount: retries }),
    },
    StateMachine: { Id: machineArn(engine, execution.machine), Name: execution.machine },
    ...(token !== undefined && { Task: { Token: token } }),
  };
}
