/** The stage's API as a client sees it: send messages, read answers. Refusals become errors that say what the API said. */
import type { NewMessage } from '../../../contracts/message.ts';

interface Sent {
  readonly accepted: readonly { readonly status: 'accepted' | 'duplicate' }[];
  readonly rejected: readonly { readonly index: number; readonly problem: { readonly type: string } }[];
}

export interface ApiClient {
  /**
   * Sends up to 100 messages; gives how many were new. What an interrupted request had claimed is sent again until the claim is over.
   * Throws when one is refused.
   */
  send(messages: readonly NewMessage[]): Promise<number>;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** Whether it was there. */
  remove(path: string): Promise<boolean>;
}

const IN_PROGRESS = 'urn:signalbox:problem:in-progress';
const ASK_AGAIN_MS = 1_000;

export function createApiClient(apiUrl: string, apiKey: string): ApiClient {
  const headers = { 'x-api-key': apiKey, 'content-type': 'application/json' };
  async function call(path: string, init: RequestInit): Promise<unknown> {
    const response = await fetch(apiUrl + path, { ...init, headers });
    const text = await response.text();
    const answer: unknown = JSON.parse(text);
    if (response.ok || (answer as Partial<Sent>).rejected) return answer;
    throw new Error(`${init.method ?? 'GET'} ${path} answered ${response.status}: ${text}`);
  }

  async function send(messages: readonly NewMessage[]): Promise<number> {
    const { accepted, rejected } = (await call('/v1/messages', {
      method: 'POST',
      body: JSON.stringify(messages),
    })) as Sent;
    const refused = rejected.find(({ problem }) => problem.type !== IN_PROGRESS);
    if (refused)
      throw new Error(`The API refused ${rejected.length} of ${messages.length} messages: ${JSON.stringify(refused)}`);
    const taken = accepted.filter(({ status }) => status === 'accepted').length;
    if (rejected.length === 0) return taken;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    return taken + (await send(rejected.flatMap(({ index }) => messages[index] ?? [])));
  }

  return {
    send,
    get: async <T>(path: string) => (await call(path, {})) as T,
    post: async <T>(path: string, body: unknown) =>
      (await call(path, { method: 'POST', body: JSON.stringify(body) })) as T,
    async remove(path) {
      const { status } = await fetch(apiUrl + path, { method: 'DELETE', headers });
      if (status >= 300 && status !== 404) throw new Error(`DELETE ${path} answered ${status}.`);
      return status !== 404;
    },
  };
}
