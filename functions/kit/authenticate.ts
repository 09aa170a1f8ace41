/**
 * Says whose key came with a request, in `x-api-key` or `authorization: Bearer …`: for the API's authorizer, and for functions that
 * clients reach by a URL of their own. There is the first admin's key, and those that were given out since (POST /v1/keys).
 *
 * 1. The admin's key itself is in the secret alone, the others are nowhere. Here, and in the registry, only SHA-256 is kept.
 * 2. The admin's key is compared in constant time. The others are looked up by their hash, whose timing tells nothing of a key.
 * 3. What was looked up holds for a minute: for so long a key that was taken away goes on.
 * 4. A key that does not fit makes it look at the secret again, at most once a minute: so a new value of the secret takes
 *    effect, and wrong keys cannot wear the secret out. A replaced key goes on for as long as answers and environments hold it.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { type KeyRow, keyRowKey, SELF_ROW } from '../../contracts/tables/registry.ts';
import type { Clock } from './clock.ts';
import type { Caller } from './http.ts';
import type { Log } from './observe.ts';

const ADMIN: Caller = { principal: 'admin', role: 'admin' };
const LOOK_AGAIN_MS = 60_000;
/** Keys remembered, right and wrong ones: who guesses cannot fill the memory. */
const KEYS_KEPT = 1_000;

/** Where keys are kept. */
export interface KeyStore {
  /** The secret's text: JSON with the key under `key`. */
  readonly readSecret: () => Promise<string>;
  /** Writes the key's row, unless it stands there with this hash. */
  readonly keepRow: (row: KeyRow) => Promise<void>;
  /** The row of a key that was given out, by its hash. */
  readonly findRow: (hash: string) => Promise<KeyRow | undefined>;
}

export interface AuthenticateDeps extends KeyStore {
  readonly clock: Clock;
  readonly log: Log;
}

/** By lower-case name. */
type Headers = Readonly<Record<string, string | undefined>>;
/** The caller, or undefined for nobody. Throws when the keys cannot be read. */
export type Authenticate = (headers: Headers) => Promise<Caller | undefined>;

const secretSchema = z.looseObject({ key: z.string().min(20) });
const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  let known: Buffer | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const given = createGivenKeys(deps);

  const look = async (): Promise<void> => {
    lookedAt = deps.clock.monotonicMs();
    const secret = secretSchema.safeParse(JSON.parse(await deps.readSecret()));
    if (!secret.success)
      throw new Error(`The secret of the admin key is not {"key": "…"}: ${z.prettifyError(secret.error)}`);
    known = hashOf(secret.data.key);
    const hash = known.toString('hex');
    await deps.keepRow({ pk: keyRowKey('admin'), sk: SELF_ROW, hash, ...adminRow(deps.clock.now()) });
  };

  return async (headers) => {
    const presented = keyIn(headers);
    if (!presented) return undefined;
    const hash = hashOf(presented);
    const fits = () => known !== undefined && timingSafeEqual(known, hash);
    if (fits()) return ADMIN;
    const caller = await given(hash.toString('hex'));
    if (caller) return caller;
    if (deps.clock.monotonicMs() - lookedAt < LOOK_AGAIN_MS) return undefined;
    try {
      await look();
    } catch (error) {
      lookedAt = Number.NEGATIVE_INFINITY;
      deps.log.error('The admin key could not be read; nobody is let in.', { reason: String(error) });
      throw error;
    }
    return fits() ? ADMIN : undefined;
  };
}

/** Whose key has a hash, looked up at most once a minute. */
function createGivenKeys({ clock, findRow }: AuthenticateDeps): (hash: string) => Promise<Caller | undefined> {
  const kept = new Map<string, { readonly atMs: number; readonly caller: Caller | undefined }>();
  return async (hash) => {
    const before = kept.get(hash);
    if (before && clock.monotonicMs() - before.atMs < LOOK_AGAIN_MS) return before.caller;
    const row = await findRow(hash);
    const caller = row && { principal: row.principal, role: row.role };
    kept.delete(hash);
    const [oldest] = kept.keys();
    if (kept.size >= KEYS_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(hash, { atMs: clock.monotonicMs(), caller });
    return caller;
  };
}

const adminRow = (now: Date) => ({ principal: 'admin', role: 'admin' as const, since: now.toISOString() });

function keyIn(headers: Headers): string | undefined {
  return headers['x-api-key'] ?? /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
}
