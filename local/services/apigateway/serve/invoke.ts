/** Calls a function in the API's name, or a role's, and waits no longer than the integration may take. */
import { AwsError } from '../../../engine/aws-error.ts';
import type { Engine } from '../../../engine/engine.ts';
import { actAs } from './act-as.ts';

export type Invoked =
  | { readonly payload: string; readonly durationMs: number }
  /** 503: it may work when tried again; 413: the event is larger than what a function takes. */
  | { readonly failed: string; readonly status: 413 | 500 | 503 };

const WRAPPED = /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/;

export interface Callee {
  /** A function's ARN, or the form that wraps it; stage variables have been filled in. */
  readonly uri: string;
  /** What the function's policy is asked about: the route or the authorizer that calls. */
  readonly sourceArn: string;
  /** The role it is called as; without one the function's own policy decides. */
  readonly roleArn?: string | undefined;
  readonly timeoutMs: number;
}

const PRINCIPAL = 'apigateway.amazonaws.com';

/**
 * Calls a function. Never rejects.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export async function invokeFunction(engine: Engine, callee: Callee, event: object): Promise<Invoked> {
  const { uri, sourceArn, roleArn, timeoutMs } = callee;
  const arn = WRAPPED.exec(uri)?.[1] ?? uri;
  try {
    if (roleArn !== undefined) actAs(engine, roleArn, 'lambda:InvokeFunction', arn);
    const source = { principal: PRINCIPAL, arn: sourceArn, ...(roleArn !== undefined && { roleArn }) };
    const invocation = engine.ports.get('functions').invoke(arn, JSON.stringify(event), source);
    const answer = await inTime(engine, invocation, timeoutMs);
    if (!answer) return { failed: `${arn} took longer than ${timeoutMs} ms.`, status: 503 };
    if (answer.functionError !== undefined) return { failed: `${arn} failed: ${answer.functionError}.`, status: 500 };
    return { payload: answer.payload, durationMs: answer.durationMs };
  } catch (error) {
    if (!(error instanceof AwsError)) engine.report(`calling ${arn}`, error);
    return { failed: error instanceof Error ? error.message : String(error), status: statusOf(error) };
  }
}

function statusOf(error: unknown): 413 | 500 | 503 {
  if (!(error instanceof AwsError)) return 500;
  if (error.code === 'RequestEntityTooLargeException') return 413;
  return error.status === 429 || error.code === 'TooManyRequestsException' ? 503 : 500;
}

/** Undefined when the time is over first; what comes later is dropped. */
function inTime<T>({ clock }: Engine, work: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const cancel = clock.limit(timeoutMs, () => resolve(undefined));
    work.then(resolve, reject).finally(cancel);
  });
}
