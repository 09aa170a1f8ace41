/** `lambda:invoke`: the answer with its envelope. https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
import type { Json } from '../../../engine/service.ts';
import { Failure } from '../failure.ts';
import type { TaskCall } from './contract.ts';
import { invoke } from './invoke.ts';

export async function lambdaInvoke(call: TaskCall): Promise<Json> {
  const { FunctionName, Payload, Qualifier } = call.arguments as Readonly<Record<string, Json | undefined>>;
  if (typeof FunctionName !== 'string')
    throw new Failure('States.Runtime', 'lambda:invoke needs FunctionName, the name or ARN of a function.');
  const { engine } = call.states;
  const arn = FunctionName.startsWith('arn:') ? FunctionName : engine.arn('lambda', `function:${FunctionName}`);
  const qualified = typeof Qualifier === 'string' ? `${arn}:${Qualifier}` : arn;
  const payload = await invoke(call, qualified, Payload === undefined ? '{}' : payloadText(Payload));
  const requestId = engine.random.uuid();
  const length = String(Buffer.byteLength(JSON.stringify(payload)));
  const headers = {
    Connection: 'keep-alive',
    'Content-Length': length,
    'Content-Type': 'application/json',
    Date: new Date(engine.clock.now()).toUTCString(),
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    'x-amzn-RequestId': requestId,
    'X-Amzn-Trace-Id': `root=1-${engine.random.hex(8)}-${engine.random.hex(24)};parent=${engine.random.hex(16)};sampled=0`,
  };
  return {
    ExecutedVersion: typeof Qualifier === 'string' && /^\d+$/.test(Qualifier) ? Qualifier : '$LATEST',
    Payload: payload,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}

/** A string that is JSON is the payload as it stands. */
function payloadText(payload: Json): string {
  if (typeof payload !== 'string') return JSON.stringify(payload);
  try {
    JSON.parse(payload);
    return payload;
  } catch {
    return JSON.stringify(payload);
  }
}
