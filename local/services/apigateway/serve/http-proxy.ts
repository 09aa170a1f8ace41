/**
 * HTTP_PROXY integrations: the request goes on to another server as it is.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
 */
import type { Engine } from '../../../engine/engine.ts';
import type { Integration } from '../model.ts';
import { type Answer, unavailable } from './answer.ts';
import { withStageVariables } from './context-values.ts';
import { pathInStage, type Routed } from './event.ts';
import { joined } from '../../../engine/http-event/request.ts';

const NOT_PASSED_ON = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect', 'keep-alive']);
const NOT_PASSED_BACK = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'keep-alive',
]);

export async function proxy(engine: Engine, integration: Integration, routed: Routed): Promise<Answer> {
  const { clock } = engine;
  const { request, pathParameters = {} } = routed;
  const { integrationUri = '', integrationMethod = 'ANY', timeoutInMillis } = integration;
  const variable = withStageVariables(integrationUri, routed);
  const filledIn = variable.replace(/\{([^}+]+)\+?\}/g, (_, name: string) => encodeURI(pathParameters[name] ?? ''));
  const uri = integration.requestParameters?.['overwrite:path'] === undefined ? filledIn : withPath(filledIn, routed);
  const query = request.rawQueryString ? `${uri.includes('?') ? '&' : '?'}${request.rawQueryString}` : '';
  const headers = Object.entries(joined(request.headers)).filter(([name]) => !NOT_PASSED_ON.has(name));
  if (request.cookies) headers.push(['cookie', request.cookies.join('; ')]);
  const method = integrationMethod === 'ANY' ? request.method : integrationMethod;
  const late = new AbortController();
  const cancel = clock.limit(timeoutInMillis, () => late.abort(new Error(`no answer in ${timeoutInMillis} ms`)));
  try {
    const asked = fetch(`${uri}${query}`, {
      method,
      headers,
      redirect: 'manual',
      signal: late.signal,
      ...(request.body.length > 0 && method !== 'GET' && method !== 'HEAD' && { body: new Uint8Array(request.body) }),
    });
    const { response, body } = await engine.work.during(whole(asked));
    const passed = [...response.headers].filter(([name]) => !NOT_PASSED_BACK.has(name) && name !== 'set-cookie');
    return {
      status: response.status,
      headers: Object.fromEntries(passed),
      cookies: response.headers.getSetCookie(),
      body,
    };
  } catch (error) {
    return unavailable(`${uri} could not be reached: ${error instanceof Error ? error.message : error}`);
  } finally {
    cancel();
  }
}

/** The answer with all of its body. */
async function whole(asked: Promise<Response>): Promise<{ response: Response; body: Uint8Array }> {
  const response = await asked;
  return { response, body: new Uint8Array(await response.arrayBuffer()) };
}

/** The address with the mapped path in place of its own. */
function withPath(uri: string, routed: Routed): string {
  if (!URL.canParse(uri)) return uri;
  const url = new URL(uri);
  url.pathname = encodeURI(pathInStage(routed));
  return url.toString();
}
