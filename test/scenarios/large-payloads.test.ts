/** Payloads that are too large for the bus travel by S3: in from a client, between agents, and out to a reader. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Upload } from '../../contracts/http.ts';
import { useStage } from './use-stage.ts';

const stage = useStage('trial');

const COPIED_ONCE = ['trial.copying by api: trial.copier handled', 'trial.copy by trial.copier: trial.ledger handled'];

interface Told {
  readonly messages: readonly {
    readonly message: { readonly id: string; readonly claim?: { readonly bytes: number } };
  }[];
}

interface Message {
  readonly outcomes?: readonly { readonly outcome: string; readonly error?: { readonly reason: string } }[];
}

/** The payload of each message of a conversation, as a client gets it: links are followed. */
async function payloadsOf(id: string): Promise<unknown[]> {
  const { call, apiUrl, apiKey } = stage();
  const { body } = await call<Told>(`GET /v1/conversations/${id}`);
  const headers = { 'x-api-key': apiKey };
  return await Promise.all(
    body.messages.map(async ({ message }) =>
      (await fetch(`${apiUrl}/v1/messages/${message.id}/payload`, { headers })).json(),
    ),
  );
}

/** Puts text where it is told to. */
async function upload(payload: unknown): Promise<{ status: number; upload: string }> {
  const text = JSON.stringify(payload);
  const asked = { bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
  const { status, body } = await stage().call<Upload>('POST /v1/uploads', { body: asked });
  expect(status).toBe(201);
  const put = await fetch(body.url, { method: 'PUT', headers: body.headers, body: text });
  return { status: put.status, upload: body.upload };
}

test('a payload above 256 KB is sent, handled and read like any other', async () => {
  const { send, quiet, told } = stage();
  const payload = { text: 'ä'.repeat(200_000), times: 1 };
  const id = await send({ type: 'trial.copying', payload });
  await quiet();
  expect(await told(id)).toEqual(COPIED_ONCE);
  expect(await payloadsOf(id)).toEqual([payload, { text: payload.text }]);
});

test('a small message may cause one of nearly ten megabytes', async () => {
  const { send, quiet, told } = stage();
  const id = await send({ type: 'trial.copying', payload: { text: '0123456789', times: 1_000_000 } });
  await quiet();
  expect(await told(id)).toEqual(COPIED_ONCE);
  const [, copy] = (await payloadsOf(id)) as { text: string }[];
  expect(copy?.text).toHaveLength(10_000_000);
});

test('a payload of ten megabytes is uploaded first, and its message sent by name', async () => {
  const { send, quiet, told } = stage();
  const payload = { text: 'x'.repeat(10_485_760 - 22), times: 1 };
  const { status, upload: name } = await upload(payload);
  expect(status).toBe(200);
  const id = await send({ type: 'trial.copying', upload: name });
  await quiet();
  expect(await told(id)).toEqual(COPIED_ONCE);
});

test('what is not what was announced is not taken', async () => {
  const { call } = stage();
  const asked = { bytes: 9, sha256: createHash('sha256').update('"one"').digest('hex') };
  const { body } = await call<Upload>('POST /v1/uploads', { body: asked });
  const put = await fetch(body.url, { method: 'PUT', headers: body.headers, body: '"another"' });
  expect(put.status).toBe(400);
  const sent = await call<{ type: string }>('POST /v1/messages', {
    body: { type: 'trial.copying', upload: body.upload },
  });
  expect([sent.status, sent.body.type]).toEqual([400, 'urn:signalbox:problem:unknown-upload']);
});

test('an agent that publishes more than ten megabytes has failed, and says so', async () => {
  const { send, until, call } = stage();
  const id = await send({ type: 'trial.copying', payload: { text: '0123456789', times: 1_100_000 } });
  const outcome = await until(async () => (await call<Message>(`GET /v1/messages/${id}`)).body.outcomes?.[0]);
  expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'PayloadTooLarge' } });
  expect(outcome.error?.reason).toContain('the most is 10485760');
});
