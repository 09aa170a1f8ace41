/** What ingest works with in tests: claims and uploads in memory, and a way to post. */
import { createIngest } from '../../../functions/api/ingest/ingest.ts';
import type { Uploads } from '../../../functions/api/ingest/uploads.ts';
import type { Claimed, ClientClaims } from '../../../functions/kit/client-claim.ts';
import type { HttpEvent } from '../../../functions/kit/http.ts';
import { context, fakeBus, fakeClock, fakeLog } from '../kit/fakes.ts';
import { catalogue } from '../kit/shop.ts';

const SEED = '019c1469-b400-7000-8000-000000000001';
export const ID = '019c1469-b400-7abc-8000-00000000000a';

export function memoryClaims(): ClientClaims & { readonly names: string[] } {
  const rows = new Map<string, { fingerprint: string; done: boolean; free: boolean; answer: string | undefined }>();
  return {
    names: [],
    async claim(name, fingerprint): Promise<Claimed> {
      this.names.push(name);
      const row = rows.get(name);
      if (row && row.fingerprint !== fingerprint) return { state: 'different' };
      if (row?.done) return { state: 'done', ...(row.answer !== undefined && { answer: row.answer }) };
      if (row && !row.free) return { state: 'in-progress', retryAfterS: 7 };
      rows.set(name, { fingerprint, done: false, free: false, answer: undefined });
      return { state: 'new', seed: SEED };
    },
    async done(name, answer) {
      rows.set(name, { fingerprint: '', free: false, ...rows.get(name), done: true, answer });
    },
    async release(name) {
      const row = rows.get(name);
      if (row) row.free = true;
    },
  };
}

/** What callers have uploaded, by id; everyone's are everyone's here. */
export function memoryUploads(): Uploads & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    open: async (_, bytes, sha256) => ({
      upload: ID,
      url: 'http://bucket.test/uploads/x',
      headers: { 'content-length': `${bytes}`, 'x-hash': sha256 },
      expiresAt: '2026-01-31T12:15:00.000Z',
    }),
    read: async (_, upload) => texts.get(upload),
  };
}

export function openIngest(refuses: ReadonlySet<string> = new Set()) {
  const bus = fakeBus(refuses);
  const claims = memoryClaims();
  const log = fakeLog();
  const measured: string[] = [];
  const uploads = memoryUploads();
  const handler = createIngest({
    catalogue,
    clock: fakeClock(),
    publish: bus.publish,
    claims,
    log,
    uploads,
    measure: ({ published }, { channel }) => measured.push(`${published} to ${channel}`),
  });
  const post = async (
    body: unknown,
    headers: Record<string, string> = {},
    method = 'POST',
    rawPath = '/v1/messages',
  ) => {
    const event = {
      rawPath,
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      isBase64Encoded: false,
      requestContext: { http: { method }, authorizer: { lambda: { principal: 'admin', role: 'admin' } } },
    } as unknown as HttpEvent;
    const { statusCode, headers: answered, body: text } = await handler(event, context);
    return { status: statusCode, headers: answered ?? {}, body: JSON.parse(text ?? 'null') };
  };
  return { post, bus, claims, log, measured, uploads };
}

export const order = (more: Record<string, unknown> = {}) => ({
  type: 'shop.order.placed',
  payload: { sku: 'lamp', count: 1 },
  ...more,
});
