/**
 * A request to another service through the gateway's inner door, as the role of the execution: input and permission are checked
 * as for anyone, and it answers also while the port is being closed.
 */
import type { TaskCall } from './contract.ts';
import { callerKey } from './caller.ts';

export interface ServiceAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** `service` is the signing name. Errors are answers too. */
export async function ask(
  call: TaskCall,
  service: string,
  request: {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  },
): Promise<ServiceAnswer> {
  const { engine } = call.states;
  const { method = 'POST', path = '/', headers = {}, body = '' } = request;
  const answer = await engine.ports.get('requests').answer({
    method,
    path,
    headers: { ...headers, authorization: authorization(call, service) },
    body,
    signal: NEVER,
  });
  const text = typeof answer.body === 'string' ? answer.body : Buffer.from(answer.body).toString();
  return { ok: answer.status < 300, status: answer.status, headers: answer.headers, text };
}

/** Signatures are read for who calls and not verified. */
export const authorization = (call: TaskCall, service: string): string =>
  `AWS4-HMAC-SHA256 Credential=${callerKey(call)}/19700101/${call.states.engine.region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

/** A task that was given up lets its call come to its end, as on AWS. */
const NEVER = new AbortController().signal;
