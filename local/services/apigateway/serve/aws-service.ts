/**
 * Integrations of AWS services: the action is asked for at the cloud's own door, with keys of the integration's role, so that it
 * does and refuses what it would for any caller. The client gets the service's answer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services.html
 */
import type { Engine } from '../../../engine/engine.ts';
import type { Integration } from '../model.ts';
import { type Subtype, subtypeOf } from '../subtypes.ts';
import { takeRole } from './act-as.ts';
import { type Answer, internalError, unavailable } from './answer.ts';
import { contextValue, filled } from './context-values.ts';
import type { Routed } from './event.ts';

export async function callService(engine: Engine, integration: Integration, routed: Routed): Promise<Answer> {
  const { integrationSubtype = '', requestParameters = {}, credentialsArn = '', timeoutInMillis } = integration;
  const subtype = subtypeOf(integrationSubtype);
  if (!subtype) return internalError(`There is no integration subtype ${integrationSubtype}.`);
  const parameters = Object.fromEntries(
    Object.entries(requestParameters).flatMap(([name, text]) => {
      const value = filled(text, (expression) => contextValue(engine, routed, expression));
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const { clock } = engine;
  const late = new AbortController();
  const cancel = clock.limit(timeoutInMillis, () =>
    late.abort(new Error(`${integrationSubtype} took longer than ${timeoutInMillis} ms.`)),
  );
  try {
    const asked = engine.ports.get('requests').answer({
      method: 'POST',
      path: '/',
      headers: {
        'content-type': subtype.contentType,
        'x-amz-target': subtype.target,
        authorization: signature(engine, subtype, takeRole(engine, credentialsArn).accessKeyId),
      },
      body: JSON.stringify(subtype.input(parameters)),
      signal: late.signal,
    });
    const { status, headers, body } = await Promise.race([asked, rejection(late.signal)]);
    return { status, headers: { 'content-type': headers['content-type'] ?? subtype.contentType }, body };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return late.signal.aborted ? unavailable(reason) : internalError(reason);
  } finally {
    cancel();
  }
}

/** Rejects when the signal aborts. */
const rejection = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/** Who calls; the cloud verifies no signatures. */
function signature({ clock, region }: Engine, { service }: Subtype, accessKeyId: string): string {
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '');
  const scope = `${accessKeyId}/${day}/${region}/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=local`;
}
