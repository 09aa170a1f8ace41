/**
 * Finds what a request asks for: service, action, input, and how to answer. Owns the meeting of services and protocols; what
 * bytes look like is in protocols/. An action or service that is not there is refused by name, with 4xx: SDKs retry a 5xx.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { AwsError, unsupported } from '../engine/aws-error.ts';
import type { Action, HttpAnswer, Protocol, Service } from '../engine/service.ts';
import { decodeJson, encodeJson, encodeJsonError } from './protocols/json.ts';
import { decodeQuery, encodeQuery, encodeQueryError } from './protocols/query.ts';
import { decodeRest, encodeRest, encodeRestError, type Route, restRoutes } from './protocols/rest-json.ts';

export interface Codec {
  answer(action: Action, output: unknown): HttpAnswer;
  error(error: AwsError): HttpAnswer;
}

export interface Found {
  readonly service: Service;
  readonly action: Action;
  readonly input: unknown;
}

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

type Kind<K extends Protocol['kind']> = Extract<Protocol, { kind: K }>;

interface Known {
  readonly service: Service;
  readonly actions: ReadonlyMap<string, Action>;
  readonly routes: readonly Route[];
}

export interface Router {
  /** How to answer is known even when the action is not, so that errors arrive in the client's protocol. */
  route(asked: Asked, signingName: string | undefined, requestId: string): { codec: Codec; find: () => Found };
}

export function createRouter(services: readonly Service[]): Router {
  const directory = directoryOf(services);
  return {
    route(asked, signingName, requestId) {
      const target = asked.headers['x-amz-target'];
      if (typeof target === 'string') return routeJson(directory, asked, target, requestId);
      const form = formOf(asked);
      if (form === undefined) return brokenForm(asked, requestId);
      if (form.has('Action')) return routeQuery(directory, form, signingName, requestId);
      return routeRest(directory, asked, signingName, requestId);
    },
  };
}

/** Undefined when it was packed in a way that cannot be unpacked. */
function formOf(asked: Asked): URLSearchParams | undefined {
  if (!asked.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return asked.url.searchParams;
  try {
    return new URLSearchParams(plain(asked).toString());
  } catch {
    return undefined;
  }
}

const brokenForm = (asked: Asked, requestId: string): Routed => ({
  codec: {
    answer: (action, output) => encodeQuery(action.name, output, '', requestId),
    error: (error) => encodeQueryError(error, '', requestId),
  },
  find() {
    plain(asked);
    throw new AwsError('MalformedQueryString', 'The form could not be read.');
  },
});

interface Directory {
  readonly known: readonly Known[];
  readonly byName: ReadonlyMap<string, Known>;
  readonly byTarget: ReadonlyMap<string, { readonly of: Known; readonly protocol: Kind<'json'> }>;
  /** For people who asked for a service that is not here. */
  readonly names: string;
}

function directoryOf(services: readonly Service[]): Directory {
  const known = services.map(
    (service): Known => ({
      service,
      actions: new Map(service.actions.map((action) => [action.name, action])),
      routes: restRoutes(service.actions),
    }),
  );
  const byName = new Map(known.map((of) => [of.service.name, of]));
  const targets = known.flatMap((of) =>
    of.service.protocols.flatMap((protocol) =>
      protocol.kind === 'json' ? [[protocol.targetPrefix, { of, protocol }] as const] : [],
    ),
  );
  return { known, byName, byTarget: new Map(targets), names: [...byName.keys()].sort().join(', ') };
}

type Routed = ReturnType<Router['route']>;

function routeJson({ byTarget, names }: Directory, asked: Asked, target: string, requestId: string): Routed {
  const [prefix = '', name = ''] = target.split('.');
  const found = byTarget.get(prefix);
  const version = found?.protocol.version ?? '1.0';
  return {
    codec: {
      answer: (_, output) => encodeJson(output, version, requestId),
      error: (error) => encodeJsonError(error, version, requestId),
    },
    find() {
      if (!found)
        throw new AwsError('UnknownOperationException', `No service here takes ${target}. Services: ${names}.`);
      return { service: found.of.service, action: actionOf(found.of, name), input: decodeJson(plain(asked)) };
    },
  };
}

function routeQuery(
  { known, byName }: Directory,
  form: URLSearchParams,
  signingName: string | undefined,
  requestId: string,
): Routed {
  const name = form.get('Action') ?? '';
  const of =
    byName.get(signingName ?? '') ??
    known.find(({ service, actions }) => actions.has(name) && service.protocols.some(({ kind }) => kind === 'query'));
  const protocol = of?.service.protocols.find((one): one is Kind<'query'> => one.kind === 'query');
  const xmlns = protocol?.xmlns ?? '';
  return {
    codec: {
      answer: (action, output) => encodeQuery(action.name, output, xmlns, requestId),
      error: (error) => encodeQueryError(error, xmlns, requestId),
    },
    find() {
      if (!of || !protocol) throw unsupported(`Action ${name} of service ${signingName ?? '(unsigned)'}`);
      return { service: of.service, action: actionOf(of, name), input: decodeQuery(form) };
    },
  };
}

function routeRest(
  { byName, names }: Directory,
  asked: Asked,
  signingName: string | undefined,
  requestId: string,
): Routed {
  const of = byName.get(signingName ?? '');
  const place = `${asked.method} ${asked.url.pathname}`;
  return {
    codec: {
      answer: (action, output) => encodeRest(output, action.http?.status ?? 200, requestId),
      error: (error) => encodeRestError(error, requestId),
    },
    find() {
      if (!of) {
        const asking = signingName ?? '(unsigned request)';
        throw new AwsError('UnknownOperationException', `${place}: no service ${asking} here. Services: ${names}.`);
      }
      const found = decodeRest(of.routes, asked.method, asked.url, asked.headers, asked.body);
      if (!found) throw unsupported(`${of.service.name}: ${place}`);
      return { service: of.service, ...found };
    },
  };
}

function actionOf(of: Known, name: string): Action {
  const action = of.actions.get(name);
  if (!action) throw unsupported(`Action ${name} of service ${of.service.name}`);
  return action;
}

/** SDKs compress what is large and has many repetitions, such as metrics. https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait */
function plain({ headers, body }: Asked): Buffer {
  if (headers['content-encoding'] !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: LARGEST_INFLATED_BYTES });
  } catch (cause) {
    throw new AwsError('SerializationException', 'The request body is not gzip, or too large when it is unpacked.', {
      cause,
    });
  }
}

const LARGEST_INFLATED_BYTES = 16 * 1024 * 1024;
