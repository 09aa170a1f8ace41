/**
 * The public keys of issuers: found through OpenID Connect discovery, kept for two hours, asked for anew when a token names a key
 * that is not among them (at most every half minute, so that bad tokens make no storm).
 *
 * AWS takes issuers over https only. Here http is taken too when the host is this machine: an issuer that a test starts.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
import * as z from 'zod';
import type { Engine } from '../../../../engine/engine.ts';
import { KEYS_KEPT_MS, KEYS_TIMEOUT_MS, LARGEST_KEYS_BYTES } from '../../limits.ts';

const keySchema = z.looseObject({ kty: z.string(), kid: z.string().optional() });
const keySetSchema = z.object({ keys: z.array(keySchema) });
const discoverySchema = z.object({ jwks_uri: z.string() });

export type PublicKey = z.output<typeof keySchema>;

/** The key of an issuer with an id; undefined when it has none. Rejects, with a sentence, when the issuer cannot be asked. */
export type FindKey = (issuer: string, kid: string) => Promise<PublicKey | undefined>;

const ASK_AGAIN_MS = 30_000;

export function createFindKey(engine: Engine): FindKey {
  const held = new Map<string, { readonly atMs: number; readonly keys: Promise<readonly PublicKey[]> }>();

  function ask(issuer: string): Promise<readonly PublicKey[]> {
    const keys = engine.work.during(fetchKeys(engine, issuer));
    held.set(issuer, { atMs: engine.clock.now(), keys });
    keys.catch(() => held.delete(issuer));
    return keys;
  }

  return async (issuer, kid) => {
    const named = (keys: readonly PublicKey[]) => keys.find((key) => key.kid === kid);
    const known = held.get(issuer);
    const ageMs = known ? engine.clock.now() - known.atMs : Number.POSITIVE_INFINITY;
    if (!known || ageMs >= KEYS_KEPT_MS) return named(await ask(issuer));
    const key = named(await known.keys);
    return key || ageMs < ASK_AGAIN_MS ? key : named(await ask(issuer));
  };
}

async function fetchKeys(engine: Engine, issuer: string): Promise<readonly PublicKey[]> {
  const discovery = discoverySchema.parse(
    await fetchJson(engine, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`),
  );
  return keySetSchema.parse(await fetchJson(engine, discovery.jwks_uri)).keys;
}

async function fetchJson({ clock, work }: Engine, address: string): Promise<unknown> {
  if (!isTrusted(address)) throw new Error(`${address} is neither https nor on this machine.`);
  const late = new AbortController();
  const cancel = clock.limit(KEYS_TIMEOUT_MS, () =>
    late.abort(new Error(`${address} did not answer in ${KEYS_TIMEOUT_MS} ms.`)),
  );
  try {
    const response = await work.during(fetch(address, { signal: late.signal }));
    if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
    const text = await work.during(response.text());
    if (text.length > LARGEST_KEYS_BYTES) throw new Error(`${address} answered more than ${LARGEST_KEYS_BYTES} bytes.`);
    return JSON.parse(text);
  } finally {
    cancel();
  }
}

const LOCAL_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether an issuer or its keys may be asked there. */
export function isTrusted(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && LOCAL_HOSTS.has(hostname));
}
