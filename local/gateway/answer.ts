/**
 * Answers one request in an AWS protocol: finds the action, checks the input and the caller's permission, runs it, leaves a
 * trace, and writes the answer or the error in the protocol that was asked in. The one way to an action for every caller: the
 * HTTP port (gateway.ts) and functions' threads (inside.ts). Signatures are read for who calls, never verified.
 */
import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';
import { AwsError } from '../engine/aws-error.ts';
import { credentialScope } from '../engine/credential-scope.ts';
import type { Engine } from '../engine/engine.ts';
import type { Call, HttpAnswer, Permission, Service } from '../engine/service.ts';
import { createRouter, type Found } from './router.ts';
import { checkSignature } from './signature.ts';

/** A request, wherever it came in. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** Never rejects for what a caller did: errors are answers. */
export type Answering = (asked: Asked) => Promise<HttpAnswer>;

export function createAnswering(engine: Engine, services: readonly Service[]): Answering {
  const router = createRouter(services);
  return async (asked) => {
    const requestId = engine.random.uuid();
    const { accessKeyId, signingName } = credentialScope(asked.headers, asked.url.searchParams);
    const { codec, find } = router.route(asked, signingName, requestId);
    const started = engine.clock.monotonicMs();
    let found: Found | undefined;
    let outcome = 'ok';
    try {
      checkSignature(asked.headers);
      found = find();
      const principal = engine.ports.get('identity').principalOf(accessKeyId);
      return codec.answer(found.action, await perform(engine, found, { requestId, principal, signal: asked.signal }));
    } catch (error) {
      const refusal = asAwsError(engine, error);
      outcome = refusal.code;
      return codec.error(refusal);
    } finally {
      engine.traces.add({
        service: found?.service.name ?? signingName ?? 'gateway',
        action: found?.action.name ?? `${asked.method} ${asked.url.pathname}`,
        outcome,
        durationMs: engine.clock.monotonicMs() - started,
      });
    }
  };
}

async function perform(engine: Engine, { service, action, input }: Found, call: Call): Promise<unknown> {
  const parsed = action.input.safeParse(input);
  if (!parsed.success) throw service.invalidInput?.(parsed.error, action.name) ?? invalid(parsed.error, action.name);
  const data = parsed.data as never;
  if (call.principal.roleArn) {
    const conditions = action.conditions?.(data);
    const needed: readonly Permission[] = action.permissions?.(data) ?? [
      { resource: action.resource?.(data) ?? '*', ...(conditions && { conditions }) },
    ];
    const identity = engine.ports.get('identity');
    for (const one of needed) {
      const name = `${service.iamPrefix ?? service.name}:${one.action ?? action.name}`;
      identity.authorize(call.principal, name, one.resource, one.conditions);
    }
  }
  return await action.run(data, call);
}

const invalid = (error: z.ZodError, action: string): AwsError =>
  new AwsError('ValidationException', `${action}: ${z.prettifyError(error)}`);

function asAwsError(engine: Engine, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof RangeError && error.message.includes('call stack'))
    return new AwsError('SerializationException', 'The request is nested too deep.', { cause: error });
  engine.report('an action failed', error);
  return new AwsError('InternalFailure', 'The local cloud failed while it did this; its own log says why.', {
    status: 500,
    cause: error,
  });
}
