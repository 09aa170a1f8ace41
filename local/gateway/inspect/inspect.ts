/**
 * `GET /_local/`: what the cloud holds and does, for the console, the tests and people with curl. Local programs and pages
 * only. Not AWS: no real account answers here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Engine } from '../../engine/engine.ts';
import { machineClock } from '../../engine/machine-clock.ts';
import type { Service } from '../../engine/service.ts';
import { strangerIn } from './local-origin.ts';
import { cloudState, serviceState } from './state.ts';
import { sinceOf, streamTraces, tracesNow } from './trace-stream.ts';

/** False when the request is for somebody else. */
export type Inspect = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const refusal = (status: number, error: string, message: string): Answer => ({ status, body: { error, message } });

const PATHS = '/_local/, /_local/services/<name>, /_local/traces';

export function createInspect(engine: Engine, services: readonly Service[]): Inspect {
  const startedMs = machineClock.monotonicMs();

  function answer(url: URL, since: number | undefined): Answer {
    const [, , place = '', name, ...deeper] = url.pathname.split('/');
    if (place === '' && name === undefined) return { status: 200, body: cloudState(engine, services, startedMs) };
    if (place === 'traces' && !name) {
      return since === undefined
        ? refusal(400, 'BadSince', 'since, or Last-Event-ID, must be the id of a record: a whole number')
        : { status: 200, body: tracesNow(engine.traces, since) };
    }
    const service = services.find((one) => one.name === name);
    if (place === 'services' && service?.inspect && deeper.length === 0)
      return { status: 200, body: serviceState(engine, service) };
    const known = services.flatMap((one) => (one.inspect ? [one.name] : []));
    return refusal(404, 'NotFound', `${url.pathname} is not here. There is ${PATHS}; services: ${known.join(', ')}.`);
  }

  return async (request, response) => {
    if (!/^\/_local(\/|\?|$)/.test(request.url ?? '')) return false;
    const headers = corsOf(request);
    const refused = refusalOf(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const since = sinceOf(request, url);
    const waits = /^\/_local\/traces\/?$/.test(url.pathname) && url.searchParams.get('wait') !== 'false';
    if (!refused && request.method === 'OPTIONS') response.writeHead(204, headers).end();
    else if (!refused && waits && since !== undefined && request.method === 'GET')
      await streamTraces(engine.traces, request, response, since, headers);
    else {
      const { status, body } = refused ?? answer(url, since);
      response
        .writeHead(status, { ...headers, 'content-type': 'application/json', 'cache-control': 'no-store' })
        .end(request.method === 'HEAD' ? '' : `${JSON.stringify(body, null, 1)}\n`);
    }
    return true;
  };
}

function refusalOf(request: IncomingMessage): Answer | undefined {
  const stranger = strangerIn(request.headers);
  if (stranger !== undefined)
    return refusal(403, 'NotLocal', `${stranger} is not of this machine. Ask by 127.0.0.1 or localhost.`);
  if (request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'OPTIONS')
    return refusal(405, 'MethodNotAllowed', 'The state can be read: GET. It is changed by the services’ own APIs.');
  return undefined;
}

/** Local pages on other ports may read: the console's development server. Strangers get no such leave. */
function corsOf(request: IncomingMessage): Record<string, string> {
  const { origin } = request.headers;
  if (origin === undefined || strangerIn(request.headers) !== undefined) return { vary: 'origin' };
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, HEAD',
    'access-control-allow-headers': 'last-event-id, accept',
  };
}
