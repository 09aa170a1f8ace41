/**
 * Parameter mapping: requests are changed before an integration gets them, and answers before the client does. What a mapping
 * may say is checked when it is made (mapping-rules.ts).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
 */
import type { Engine } from '../../../engine/engine.ts';
import type { Mapping, ResponseMappings } from '../mapping-rules.ts';
import type { Answer } from './answer.ts';
import { contextValue, filled, memberOfBody } from './context-values.ts';
import type { Routed } from './event.ts';
import type { Lists } from '../../../engine/http-event/request.ts';

type Values = Record<string, readonly string[]>;

/** The request as the integration gets it. Expressions look at the request as the client sent it. */
export function mapRequest(engine: Engine, routed: Routed, mapping: Mapping | undefined): Routed {
  if (!mapping) return routed;
  const { request, stage } = routed;
  const headers = copy(request.headers);
  const query = copy(request.query);
  let { rawPath } = routed;
  for (const [key, text] of Object.entries(mapping)) {
    const [action = '', place = ''] = key.split(':');
    const value = filled(text, (expression) => contextValue(engine, routed, expression));
    if (place === 'path') {
      if (value !== undefined) rawPath = `${stage.stageName === '$default' ? '' : `/${stage.stageName}`}${value}`;
    } else if (place.startsWith('header.')) change(headers, action, place.slice('header.'.length).toLowerCase(), value);
    else change(query, action, place.slice('querystring.'.length), value);
  }
  const mapped = { ...request, headers, query, rawQueryString: written(query) };
  const sameQuery = !Object.keys(mapping).some((key) => key.includes(':querystring.'));
  return { ...routed, rawPath, request: sameQuery ? { ...mapped, rawQueryString: request.rawQueryString } : mapped };
}

/** The answer as the client gets it: the mapping of its status, if there is one. */
export function mapAnswer(
  engine: Engine,
  routed: Routed,
  mappings: ResponseMappings | undefined,
  answer: Answer,
): Answer {
  const mapping = mappings?.[`${answer.status}`];
  if (!mapping) return answer;
  const headers: Values = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, [value]]));
  let { status } = answer;
  for (const [key, text] of Object.entries(mapping)) {
    const [action = '', place = ''] = key.split(':');
    const value = filled(text, (expression) => answerValue(engine, routed, answer, expression));
    if (place !== 'statuscode') change(headers, action, place.slice('header.'.length).toLowerCase(), value);
    else if (/^[2-5]\d\d$/.test(value ?? '')) status = Number(value);
  }
  const flat = Object.entries(headers).map(([name, values]) => [name, values.join(',')]);
  return { ...answer, status, headers: Object.fromEntries(flat) };
}

function answerValue(engine: Engine, routed: Routed, answer: Answer, expression: string): string | undefined {
  const [, part, name = ''] = /^\$response\.(header|body)\.?(.*)$/.exec(expression) ?? [];
  if (part === 'header') return answer.headers[name.toLowerCase()];
  if (part === 'body') {
    const body = Buffer.from(answer.body);
    return name === '' ? body.toString() : memberOfBody(body, name);
  }
  return contextValue(engine, routed, expression);
}

/** An expression without a value changes nothing. */
function change(values: Values, action: string, name: string, value: string | undefined): void {
  if (action === 'remove') delete values[name];
  else if (value !== undefined) values[name] = action === 'append' ? [...(values[name] ?? []), value] : [value];
}

const copy = (lists: Lists): Values => Object.assign(Object.create(null), lists);

const written = (query: Lists): string =>
  Object.entries(query)
    .flatMap(([name, values]) => values.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`))
    .join('&');
