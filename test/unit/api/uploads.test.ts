/** POST /v1/uploads, and messages that name an upload for their payload. */
import { describe, expect, test } from 'vitest';
import { uploadSchema } from '../../../contracts/http.ts';
import { ID, openIngest, order } from './open-ingest.ts';

describe('uploads', () => {
  const HASH = 'ab'.repeat(32);
  const place = (body: unknown) => openIngest().post(body, {}, 'POST', '/v1/uploads');

  test('a place for a payload is a URL, the headers to send along, and the name for the message', async () => {
    const { status, body } = await place({ bytes: 7_000_000, sha256: HASH });
    expect(status).toBe(201);
    expect(uploadSchema.parse(body)).toMatchObject({ upload: ID, headers: { 'content-length': '7000000' } });
  });

  const refused: [string, unknown, number, string, string | undefined][] = [
    ['more than ten megabytes', { bytes: 10_485_761, sha256: HASH }, 413, 'message-too-large', 'payload'],
    ['nothing', { bytes: 0, sha256: HASH }, 400, 'invalid-request', 'bytes'],
    ['no hash', { bytes: 5 }, 400, 'invalid-request', 'sha256'],
    ['a hash in base64', { bytes: 5, sha256: 'q80=' }, 400, 'invalid-request', 'sha256'],
    ['a key of its own', { bytes: 5, sha256: HASH, key: '../x' }, 400, 'invalid-request', ''],
    ['no object', 'null', 400, 'invalid-request', ''],
  ];
  test.each(refused)('%s is refused', async (_, asked, status, code, field) => {
    const { body, ...answer } = await place(asked);
    expect([answer.status, body.type]).toEqual([status, `urn:signalbox:problem:${code}`]);
    expect(body.errors[0]?.field).toBe(field);
  });

  test('a message takes what was uploaded for its payload, checked like any other', async () => {
    const { post, bus, uploads } = openIngest();
    uploads.texts.set(ID, JSON.stringify({ sku: 'lamp', count: 7 }));
    expect(await post({ type: 'shop.order.placed', upload: ID })).toMatchObject({ status: 202 });
    expect(bus.taken[0]).toMatchObject({ payload: { sku: 'lamp', count: 7 } });
    expect(bus.taken[0]).not.toHaveProperty('upload');
    uploads.texts.set(ID, JSON.stringify({ sku: 'lamp' }));
    expect((await post({ type: 'shop.order.placed', upload: ID })).body.type).toBe(
      'urn:signalbox:problem:invalid-payload',
    );
    uploads.texts.set(ID, 'sku: lamp');
    expect((await post({ type: 'shop.order.placed', upload: ID })).body.type).toBe('urn:signalbox:problem:not-json');
  });

  test('with an Idempotency-Key the answer outlives the upload, and a missing one may come later', async () => {
    const { post, bus, uploads } = openIngest();
    const send = () => post({ type: 'shop.order.placed', upload: ID }, { 'idempotency-key': 'k' });
    expect((await send()).body.type).toBe('urn:signalbox:problem:unknown-upload');
    uploads.texts.set(ID, JSON.stringify({ sku: 'lamp', count: 7 }));
    const first = await send();
    expect(first.status).toBe(202);
    uploads.texts.clear();
    const again = await send();
    expect([again.status, again.body, again.headers['idempotent-replayed']]).toEqual([202, first.body, 'true']);
    expect(bus.taken).toHaveLength(1);
  });

  test('a message with an upload is not one of several', async () => {
    const { post, bus, uploads } = openIngest();
    uploads.texts.set(ID, JSON.stringify({ sku: 'lamp', count: 7 }));
    const answer = await post([order(), { type: 'shop.order.placed', upload: ID }]);
    expect([answer.status, answer.body.type]).toEqual([400, 'urn:signalbox:problem:invalid-request']);
    expect(bus.taken).toEqual([]);
  });
});
