/** Calls a function and waits no longer than the integration may take. */
import { AwsError } from '../../../engine/aws-error.ts';
import type { Engine } from '../../../engine/engine.ts';

export type Invoked =
  | { readonly payload: string; readonly durationMs: number }
  /** `busy`: it may work when tried again. */
  | { readonly failed: string; readonly busy: boolean };

const WRAPPED = /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/;

/** `uri` is a function's ARN, or the form that wraps it. Never rejects. */
export async function invokeFunction(engine: Engine, uri: string, event: object, timeoutMs: number): Promise<Invoked> {
  const arn = WRAPPED.exec(uri)?.[1] ?? uri;
  try {
    const invocation = engine.ports.get('functions').invoke(arn, JSON.stringify(event));
    const answer = await inTime(engine, invocation, timeoutMs);
    if (!answer) return { failed: `${arn} took longer than ${timeoutMs} ms.`, busy: true };
    if (answer.functionError !== undefined) return { failed: `${arn} failed: ${answer.functionError}.`, busy: false };
    return { payload: answer.payload, durationMs: answer.durationMs };
  } catch (error) {
    if (!(error instanceof AwsError)) engine.report(`calling ${arn}`, error);
    const busy = error instanceof AwsError && (error.status === 429 || error.code === 'TooManyRequestsException');
    return { failed: error instanceof Error ? error.message : String(error), busy };
  }
}

/** Undefined when the time is over first; what comes later is dropped. */
function inTime<T>({ clock }: Engine, work: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const cancel = clock.at(clock.now() + timeoutMs, () => resolve(undefined));
    work.then(resolve, reject).finally(cancel);
  });
}
