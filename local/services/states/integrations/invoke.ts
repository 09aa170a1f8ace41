/** Invokes a function as the role of the execution, and tells a failure in the words of Step Functions. */
import { AwsError } from '../../../engine/aws-error.ts';
import type { Json } from '../../../engine/service.ts';
import { Failure } from '../failure.ts';
import { authorizeCaller } from './caller.ts';
import type { TaskCall } from './contract.ts';

/** The function's answer. Throws a Failure: of the function, by its error type, or of Lambda. */
export async function invoke(call: TaskCall, arn: string, payload: string): Promise<Json> {
  const { engine } = call.states;
  const started = engine.clock.monotonicMs();
  let outcome = 'ok';
  try {
    authorizeCaller(call, 'lambda:InvokeFunction', arn);
    const answer = await engine.ports.get('functions').invoke(arn, payload);
    if (!answer.functionError) return parsed(answer.payload);
    outcome = answer.functionError;
    throw functionFailure(answer.payload);
  } catch (error) {
    if (error instanceof AwsError) {
      outcome = error.code;
      throw serviceFailure('Lambda', 'AWSLambda', error.code, error.message, error.status, engine.random.uuid());
    }
    throw error;
  } finally {
    const durationMs = engine.clock.monotonicMs() - started;
    engine.traces.add({ service: 'states', action: 'invoke', resource: arn, outcome, durationMs });
  }
}

const parsed = (payload: string): Json => (payload === '' ? null : (JSON.parse(payload) as Json));

function functionFailure(payload: string): Failure {
  const thrown = parsed(payload) as { errorType?: Json } | null;
  const type = typeof thrown === 'object' ? thrown?.errorType : undefined;
  return new Failure(typeof type === 'string' && type !== '' ? type : 'Exception', payload);
}

/** `Lambda.ResourceNotFoundException`, with a cause as AWS's SDK for Java words it. */
export function serviceFailure(
  prefix: string,
  service: string,
  code: string,
  message: string,
  status: number,
  requestId: string,
): Failure {
  const error = `${prefix}.${code.endsWith('Exception') || prefix === 'Lambda' ? code : `${code}Exception`}`;
  return new Failure(
    error,
    `${message} (Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
  );
}
