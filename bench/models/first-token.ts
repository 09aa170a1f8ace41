/** How much later the first token comes through the chat's URL than from the server behind it. */
import type { Add } from '../cloud/measure.ts';
import type { Hosted } from '../kit/host.ts';
import { percentile } from '../kit/stats.ts';

const WARM = 20;
const ASKED = 100;

export async function measureFirstToken(add: Add, stage: Hosted, modelUrl: string): Promise<void> {
  const direct: number[] = [];
  const through: number[] = [];
  for (let i = 0; i < WARM + ASKED; i++) {
    const ms = [await fromServer(modelUrl), await fromChat(stage, i)] as const;
    if (i < WARM) continue;
    direct.push(ms[0]);
    through.push(ms[1]);
  }
  const [asked, chat] = [percentile(direct, 50), percentile(through, 50)];
  add('the server itself', 'first token, p50', 'ms', asked);
  add(stage.name, 'first token, p50', 'ms', chat);
  add(stage.name, 'added to the first token, p50', 'ms', chat - asked, 'at most 5');
}

const fromServer = (url: string): Promise<number> =>
  untilText(
    `${url}/v1/chat/completions`,
    '"content":"',
    {},
    {
      ...{ model: 'stub', stream: true },
      messages: [{ role: 'user', content: 'Is it so?' }],
    },
  );

const fromChat = ({ url, headers }: Hosted, n: number): Promise<number> =>
  untilText(`${url.replace(/\/$/, '')}/v1/chat`, '"text-delta"', headers, {
    ...{ id: `bench-${process.pid}-${n}`, agent: 'council.sceptic' },
    messages: [{ id: `m-${n}`, role: 'user', parts: [{ type: 'text', text: 'Is it so?' }] }],
  });

/** Milliseconds until the response has said `mark`; it is read to its end. */
async function untilText(url: string, mark: string, headers: object, body: object): Promise<number> {
  const started = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
  const decoder = new TextDecoder();
  let text = '';
  let ms: number | undefined;
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (text.includes(mark)) ms ??= performance.now() - started;
  }
  if (ms === undefined) throw new Error(`${url} ended without ${mark}: ${text.slice(0, 500)}`);
  return ms;
}
