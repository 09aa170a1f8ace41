/**
 * SNS, which speaks AWS's query protocol: `sns:publish` and `aws-sdk:sns:*`. A message that is not text is sent as JSON.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html
 */
import { XMLParser } from 'fast-xml-parser';
import type { Json } from '../../../engine/service.ts';
import { Failure } from '../failure.ts';
import type { TaskCall } from './contract.ts';
import { ask } from './request.ts';

type Members = Readonly<Record<string, Json | undefined>>;
const VERSION = '2010-03-31';
/** Maps, and what their keys and values are called on the wire. */
const MAPS: Readonly<Record<string, readonly [key: string, value: string]>> = {
  MessageAttributes: ['Name', 'Value'],
  Attributes: ['key', 'value'],
};

export async function publish(call: TaskCall): Promise<Json> {
  const { Message, ...rest } = call.arguments as Members;
  const text = typeof Message === 'string' || Message === undefined ? Message : JSON.stringify(Message);
  return await callSns({ ...call, arguments: { ...rest, Message: text } }, 'Publish', 'SNS', 'AmazonSNS');
}

/** The answer. Throws a Failure named `Prefix.Code`. */
export async function callSns(call: TaskCall, action: string, prefix: string, serviceName: string): Promise<Json> {
  const form = new URLSearchParams({ Action: action, Version: VERSION });
  for (const [name, value] of flat(call.arguments)) form.append(name, value);
  const response = await ask(call, 'sns', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
  const parsed = parser.parse(response.text) as Record<string, Record<string, unknown>>;
  if (response.ok) return plain(parsed[`${action}Response`]?.[`${action}Result`]);
  const { Error: told = {}, RequestId = '' } = (parsed.ErrorResponse ?? {}) as {
    Error?: { Code?: string; Message?: string };
    RequestId?: string;
  };
  const code = told.Code ?? 'InternalFailure';
  throw new Failure(
    `${prefix}.${code.endsWith('Exception') ? code : `${code}Exception`}`,
    `${told.Message ?? ''} (Service: ${serviceName}; Status Code: ${response.status}; Error Code: ${code}; Request ID: ${RequestId}; Proxy: null)`,
  );
}

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'member' || name === 'entry' });

/** `MessageAttributes.entry.1.Value.StringValue`. */
function flat(value: Json | undefined, name = ''): [string, string][] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: Json, i) => flat(item, `${name}.member.${i + 1}`));
  if (typeof value !== 'object') return [[name, String(value)]];
  const members = Object.entries(value as Members);
  const [key, content] = MAPS[name] ?? [];
  if (key !== undefined && content !== undefined)
    return members.flatMap(([entry, item], i): [string, string][] => [
      [`${name}.entry.${i + 1}.${key}`, entry],
      ...flat(item, `${name}.entry.${i + 1}.${content}`),
    ]);
  return members.flatMap(([member, item]) => flat(item, name === '' ? member : `${name}.${member}`));
}

/** The members of an answer: lists as lists, maps as objects. */
function plain(value: unknown): Json {
  if (typeof value !== 'object' || value === null) return value === undefined || value === '' ? {} : String(value);
  const { member, entry, ...members } = value as Record<string, unknown>;
  if (Array.isArray(member)) return member.map(inner);
  if (Array.isArray(entry))
    return Object.fromEntries((entry as { key: string; value: unknown }[]).map((one) => [one.key, inner(one.value)]));
  return Object.fromEntries(Object.entries(members).map(([name, one]) => [name, inner(one)]));
}

const inner = (value: unknown): Json => (typeof value === 'object' && value !== null ? plain(value) : String(value));
