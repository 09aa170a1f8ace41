/**
 * HTTP_PROXY integrations: the request goes on to another server as it is.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
 */
import type { Engine } from '../../../engine/engine.ts';
import type { Integration } from '../model.ts';
import { type Answer, unavailable } from './answer.ts';
import type { Routed } from './event.ts';

const NOT_PASSED_ON = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect', 'keep-alive']);
const NOT_PASSED_BACK = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'keep-alive',
]);

export async function proxy(
  { clock }: Engine,
  integration: Integration,
  { request, pathParameters = {} }: Routed,
): Promise<Answer> {
  const { integrationUri, integrationMethod = 'ANY', timeoutInMillis } = integration;
  const uri = integrationUri.replace(/\{([^}+]+)\+?\}/g, (_, name: string) => encodeURI(pathParameters[name] ?? ''));
  const query = request.rawQueryString ? `${uri.includes('?') ? '&' : '?'}${request.rawQueryString}` : '';
  const headers = Object.entries(request.headers).filter(([name]) => !NOT_PASSED_ON.has(name));
  if (request.cookies) headers.push(['cookie', request.cookies.join('; ')]);
  const method = integrationMethod === 'ANY' ? request.method : integrationMethod;
  const late = new AbortController();
  const cancel = clock.at(clock.now() + timeoutInMillis, () =>
    late.abort(new Error(`no answer in ${timeoutInMillis} ms`)),
  );
  try {
    const response = await fetch(`${uri}${query}`, {
      method,
      headers,
      redirect: 'manual',
      signal: late.signal,
      ...(request.body.length > 0 && method !== 'GET' && method !== 'HEAD' && { body: new Uint8Array(request.body) }),
    });
    const passed = [...response.headers].filter(([name]) => !NOT_PASSED_BACK.has(name) && name !== 'set-cookie');
    return {
      status: response.status,
      headers: Object.fromEntries(passed),
      cookies: response.headers.getSetCookie(),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  } catch (error) {
    return unavailable(`${uri} could not be reached: ${error instanceof Error ? error.message : error}`);
  } finally {
    cancel();
  }
}
