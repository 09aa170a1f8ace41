/** Wait: until so many seconds have passed, or until a moment. https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html */
import type { Json } from '../../../engine/service.ts';
import { queryFault, runtimeFault } from '../failure.ts';
import { flowOf } from '../flow/flow.ts';
import { found } from '../flow/jsonpath-flow.ts';
import { parseTimestamp } from '../language/timestamp.ts';
import type { Branch } from '../run/branch.ts';
import type { Outcome } from '../run/outcome.ts';

export async function runWait(branch: Branch): Promise<Outcome> {
  const { frame, state } = branch;
  if (frame.progress?.kind !== 'wait') {
    frame.progress = { kind: 'wait', untilMs: await moment(branch) };
    branch.save();
  }
  if (frame.progress.untilMs > branch.run.engine.clock.now()) await branch.until(frame.progress.untilMs);
  const flow = flowOf(branch);
  const passed = flow.language === 'JSONPath' ? flow.look(branch) : undefined;
  return { ...(await flow.leave(branch, passed)), next: state.Next };
}

async function moment(branch: Branch): Promise<number> {
  const { state } = branch;
  const nowMs = branch.run.engine.clock.now();
  if (state.SecondsPath !== undefined) return nowMs + 1000 * secondsAt(branch, state.SecondsPath);
  if (state.TimestampPath !== undefined) return timestampAt(branch, state.TimestampPath);
  const flow = flowOf(branch);
  const seconds = await flow.field(branch, 'Seconds');
  if (seconds !== undefined) return nowMs + 1000 * checkedSeconds(seconds);
  const text = await flow.field(branch, 'Timestamp');
  const at = typeof text === 'string' ? parseTimestamp(text) : undefined;
  if (at === undefined)
    throw queryFault(
      'Timestamp',
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${asText(text)}`,
    );
  return at;
}

const asText = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value));

function checkedSeconds(value: Json): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw queryFault('Seconds', `The Seconds field cannot be parsed as a long value: ${asText(value)}`);
  return value;
}

function secondsAt(branch: Branch, path: string): number {
  const value = found(branch, path);
  if (value === undefined) throw runtimeFault(`The SecondsPath parameter does not reference an input value: ${path}`);
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw runtimeFault(`The SecondsPath parameter cannot be parsed as a long value: ${path} == ${asText(value)}`);
  if (value < 0) throw runtimeFault(`The SecondsPath parameter references a negative value: ${path} == ${value}`);
  return value;
}

function timestampAt(branch: Branch, path: string): number {
  const value = found(branch, path);
  if (value === undefined) throw runtimeFault(`The TimestampPath parameter does not reference an input value: ${path}`);
  const at = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (at === undefined)
    throw runtimeFault(
      `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${asText(value)}`,
    );
  return at;
}
