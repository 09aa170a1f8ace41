/** The entries of PutEvents: which are taken, and why one is not. One bad entry never costs the others. */
import type { PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import type { Engine } from '../../engine/engine.ts';
import { makeMessage } from './event.ts';
import { DEEPEST_LEVELS, TIME_BYTES } from './limits.ts';
import type { Message } from './model.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export const entryInput = z.strictObject({
  Time: z.number().optional(),
  Source: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().min(1).max(1600).optional(),
  /** Accepted: there is no X-Ray here. */
  TraceHeader: z.string().min(1).max(500).optional(),
});

export type Entry = z.output<typeof entryInput>;

export type Taken = { readonly message: Message } | { readonly refusal: PutEventsResultEntry };

const refused = (ErrorCode: string, ErrorMessage: string): Taken => ({ refusal: { ErrorCode, ErrorMessage } });
const missing = (name: string): Taken =>
  refused('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);

export function takeEntry(engine: Engine, entry: Entry): Taken {
  const { Source, DetailType, Detail, Time, Resources } = entry;
  if (!Source) return missing('Source');
  if (!DetailType) return missing('DetailType');
  if (Detail === undefined || Detail === '') return missing('Detail');
  if (/^aws\./i.test(Source)) return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = isTooDeep(Detail) ? undefined : objectOf(Detail);
  if (!detail) return refused('MalformedDetail', 'Detail is malformed.');
  return {
    message: makeMessage(engine, {
      source: Source,
      detailType: DetailType,
      detail,
      detailText: Detail,
      ...(Resources && { resources: Resources }),
      ...(Time !== undefined && { timeMs: Time * 1000 }),
    }),
  };
}

const [QUOTE, BACKSLASH] = ['"', '\\'];

/** Each level needs two characters, so short texts need no look. */
function isTooDeep(json: string): boolean {
  if (json.length <= 2 * DEEPEST_LEVELS) return false;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const char = json[i];
    if (char === QUOTE) quoted = !quoted;
    else if (quoted) i += char === BACKSLASH ? 1 : 0;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth > DEEPEST_LEVELS) return true;
  }
  return false;
}

/** Undefined when it is not the JSON of an object. */
export function objectOf(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
export const entryBytes = ({ Time, Source, DetailType, Detail, Resources }: Entry): number =>
  [Source, DetailType, Detail, ...(Resources ?? [])].reduce(
    (sum, part) => sum + Buffer.byteLength(part ?? ''),
    Time === undefined ? 0 : TIME_BYTES,
  );

/** Entries in the spelling of AWS's message about too many of them. */
export const spelledEntries = (entries: readonly Entry[]): string =>
  `[${entries
    .map(
      ({ Time, Source, Resources, DetailType, Detail, EventBusName, TraceHeader }) =>
        `PutEventsRequestEntry(time=${Time ?? null}, source=${Source ?? null}, resources=${Resources ? `[${Resources.join(', ')}]` : null}, detailType=${DetailType ?? null}, detail=${Detail ?? null}, eventBusName=${EventBusName ?? null}, traceHeader=${TraceHeader ?? null}, kmsKeyIdentifier=null, internalMetadata=null)`,
    )
    .join(', ')}]`;
