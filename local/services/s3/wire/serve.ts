/**
 * A request to S3 from its first line to its last: address, action, expiry, input, permission, the action, the answer.
 * Taken before the body is read, so that an object of any size passes through without lying in memory.
 */
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../../../engine/aws-error.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Principal } from '../../../engine/ports.ts';
import type { OpenRequest } from '../../../engine/service.ts';
import { bucketArn } from '../arns.ts';
import { corsHeaders, preflight } from '../buckets/cors.ts';
import { accessDenied } from '../errors.ts';
import type { S3 } from '../s3.ts';
import { createAccess } from './access.ts';
import { type Address, addressOf } from './address.ts';
import { refuse, send } from './answer.ts';
import { inputOf } from './input.ts';
import type { Answer, Operation, S3Call } from './operation.ts';
import { checkPresigned } from './presigned.ts';
import { routeTo } from './route.ts';

export function createServe(s3: S3, operations: readonly Operation[]): (request: OpenRequest) => Promise<boolean> {
  const { engine, store } = s3;
  const access = createAccess(engine, store);

  /** Undefined for a request without a signature. */
  const principalOf = ({ accessKeyId }: Address): Principal | undefined =>
    accessKeyId === undefined ? undefined : engine.ports.get('identity').principalOf(accessKeyId);

  async function serve(address: Address, { request, response, signal }: OpenRequest): Promise<void> {
    const requestId = engine.random.uuid();
    const started = engine.clock.monotonicMs();
    const principal = principalOf(address);
    const bucket = store.buckets.get(address.bucket ?? '');
    const cors = corsHeaders(bucket, request);
    let [name, outcome] = [`${request.method} ${address.bucket ?? ''}`, 'ok'];
    try {
      if (request.method === 'OPTIONS') {
        name = 'OptionsObject';
        await send(engine.work, response, requestId, request.method, preflight(bucket, request));
      } else {
        const operation = routeTo(operations, address, request);
        name = operation.name;
        const authorize: S3Call['authorize'] = (permission) => access.authorize(principal, permission);
        const asRoot: Principal = principal ?? engine.ports.get('identity').principalOf(undefined);
        const call: S3Call = { requestId, signal, request, authorize, principal: asRoot, anonymous: !principal };
        const answer = await perform(engine, operation, address, call);
        await send(engine.work, response, requestId, request.method, {
          ...answer,
          headers: { ...cors, ...answer.headers },
        });
      }
    } catch (error) {
      const refusal = asRefusal(engine, error, request, name);
      outcome = refusal.code;
      if (response.headersSent) response.destroy();
      else if (!response.destroyed) refuse(response, requestId, request.method, refusal, cors);
    }
    request.resume(); // what nobody read of the body: the connection is used again
    engine.traces.add({
      service: 's3',
      action: name,
      outcome,
      durationMs: engine.clock.monotonicMs() - started,
      ...(address.bucket !== undefined && { resource: bucketArn(address.bucket) }),
    });
  }

  return async (open) => {
    const { request, response } = open;
    let address: Address | undefined;
    try {
      address = addressOf(request, (bucket) => store.buckets.get(bucket) !== undefined);
    } catch (error) {
      refuse(response, engine.random.uuid(), request.method, asRefusal(engine, error, request, 'address'));
      request.resume();
      return true;
    }
    if (!address) return false;
    await serve(address, open);
    return true;
  };
}

async function perform(engine: Engine, operation: Operation, address: Address, call: S3Call): Promise<Answer> {
  const { request } = call;
  if (address.presigned) checkPresigned(address.query, request.headers, engine.clock.now());
  const input = (await inputOf(operation, address, request)) as never;
  const owner = request.headers['x-amz-expected-bucket-owner'];
  if (owner !== undefined && owner !== engine.account) throw accessDenied();
  for (const permission of operation.permissions(input)) call.authorize(permission);
  try {
    const answer = await operation.run(input, call);
    if (operation.binding.method !== 'GET' && operation.binding.method !== 'HEAD') await engine.store.durable();
    return answer;
  } catch (error) {
    // Who may not list a bucket is not told what is missing in it.
    if (error instanceof AwsError && error.code === 'NoSuchKey' && address.bucket !== undefined)
      call.authorize({ action: 'ListBucket', resource: bucketArn(address.bucket) });
    throw error;
  }
}

function asRefusal(engine: Engine, error: unknown, request: IncomingMessage, name: string): AwsError {
  if (error instanceof AwsError) return error;
  if (request.destroyed && !request.complete) {
    return new AwsError(
      'RequestTimeout',
      'Your socket connection to the server was not read from or written to within the timeout period.',
    );
  }
  engine.report(`s3: ${name}`, error);
  const message = 'We encountered an internal error. Please try again.';
  return new AwsError('InternalError', message, { status: 500, cause: error });
}
