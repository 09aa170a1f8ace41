/**
 * Uploads: payloads that a request cannot hold (a function takes 6 MB). The client asks for a place, puts the payload there, and
 * names it in a message. An upload belongs to whoever asked for it, and ends after a day.
 */
import { createHash } from 'node:crypto';
import { newUploadSchema, type Upload } from '../../../contracts/http.ts';
import { MAX_PAYLOAD_BYTES, messageId } from '../../../contracts/message.ts';
import { newMessageId } from '../../../domain/ids.ts';
import { UPLOADS } from '../../../domain/naming.ts';
import { openBucket } from '../../kit/bucket.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Caller, HttpHandler } from '../../kit/http.ts';
import { breachesOf, ProblemError, problem, sentenceOf } from '../../kit/problem.ts';
import { type Body, type Input, parseJson } from './body.ts';
import { largeProblem } from './check.ts';

export interface Uploads {
  open(caller: Caller, bytes: number, sha256: string): Promise<Upload>;
  /** What was uploaded: text. Undefined when there is nothing. */
  read(caller: Caller, upload: string): Promise<string | undefined>;
}

export function createUploads(bucket: string, clock: Clock): Uploads {
  const objects = openBucket(bucket);
  return {
    async open(caller, bytes, sha256) {
      const now = clock.now().getTime();
      const upload = newMessageId(now, clock.randomBytes(16));
      const { url, headers, holdsS } = await (await objects()).uploadLink(keyOf(caller, upload), bytes, sha256);
      return { upload, url, headers, expiresAt: new Date(now + holdsS * 1000).toISOString() };
    },
    read: async (caller, upload) => await (await objects()).get(keyOf(caller, upload)),
  };
}

const keyOf = ({ principal }: Caller, upload: string): string =>
  `${UPLOADS}${createHash('sha256').update(principal).digest('hex').slice(0, 32)}/${upload}`;

/** POST /v1/uploads. */
export const openUpload =
  ({ uploads }: { readonly uploads: Uploads }): HttpHandler =>
  async ({ body, caller }) => {
    const input = parseJson(body);
    refuseLarge(input);
    const asked = newUploadSchema.safeParse(input);
    if (!asked.success) {
      const errors = breachesOf(asked.error, input);
      throw new ProblemError(problem('invalid-request', `No place can be given: ${sentenceOf(errors)}.`, errors));
    }
    return { status: 201, body: await uploads.open(caller, asked.data.bytes, asked.data.sha256) };
  };

/** The one rule whose breach has a status of its own. */
function refuseLarge(asked: unknown): void {
  const bytes = (asked as { bytes?: unknown } | null)?.bytes;
  if (typeof bytes === 'number' && bytes > MAX_PAYLOAD_BYTES)
    throw new ProblemError(largeProblem(`A payload of ${bytes} bytes cannot be sent.`, bytes));
}

/** The body with its message's upload in the place of the payload. Several in a request would be too much for a function. */
export async function withUpload(uploads: Uploads, caller: Caller, body: Body): Promise<Body> {
  const one = body.inputs.map(uploadOf).find((found) => found !== undefined);
  if (!one) return body;
  if (body.inputs.length > 1) {
    const detail = 'A message with an upload is sent by itself; send it in a request of its own.';
    throw new ProblemError(problem('invalid-request', detail));
  }
  const text = await uploads.read(caller, one.id);
  if (text === undefined) {
    const remedy = 'PUT the payload to the URL that POST /v1/uploads gave, then send the message with the same key.';
    const about = { field: 'upload', rule: 'must be an upload of yours that is there', value: one.id, remedy };
    throw new ProblemError(problem('unknown-upload', `There is no upload ${one.id}. ${remedy}`, [about]));
  }
  const { upload: _, ...fields } = one.fields;
  return { ...body, inputs: [{ fields: { ...fields, payload: parseJson(text) } }] };
}

function uploadOf(input: Input): { id: string; fields: Readonly<Record<string, unknown>> } | undefined {
  if ('problem' in input || typeof input.fields !== 'object' || input.fields === null) return undefined;
  const fields = input.fields as Readonly<Record<string, unknown>>;
  const id = messageId.safeParse(fields.upload);
  return id.success && fields.payload === undefined ? { id: id.data, fields } : undefined;
}
