/**
 * Says who calls the API, by the key in `x-api-key` or `authorization: Bearer …`. For now there is one key, the operator's.
 *
 * 1. The key itself is in the secret alone. Here, and in the registry, only its SHA-256 is kept.
 * 2. Keys are compared in constant time.
 * 3. A key that does not fit makes it look at the secret again, at most once a minute: so a new value of the secret takes
 *    effect, and wrong keys cannot wear the secret out. A replaced key goes on for as long as answers and environments hold it.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { type KeyRow, keyRowKey, SELF_ROW } from '../../../contracts/tables/registry.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Caller } from '../../kit/http.ts';
import type { Log } from '../../kit/observe.ts';

const ADMIN: Caller = { principal: 'admin', role: 'admin' };
const LOOK_AGAIN_MS = 60_000;

export interface AuthorizerDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** The secret's text: JSON with the key under `key`. */
  readonly readSecret: () => Promise<string>;
  /** Writes the key's row, unless it stands there with this hash. */
  readonly keepRow: (row: KeyRow) => Promise<void>;
}

export type Answer = { readonly isAuthorized: false } | { readonly isAuthorized: true; readonly context: Caller };
export type AuthorizerFunction = (event: Pick<APIGatewayRequestAuthorizerEventV2, 'headers'>) => Promise<Answer>;

const secretSchema = z.looseObject({ key: z.string().min(20) });
const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

export function createAuthorizer(deps: AuthorizerDeps): AuthorizerFunction {
  let known: Buffer | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;

  const look = async (): Promise<void> => {
    lookedAt = deps.clock.monotonicMs();
    const secret = secretSchema.safeParse(JSON.parse(await deps.readSecret()));
    if (!secret.success)
      throw new Error(`The secret of the admin key is not {"key": "…"}: ${z.prettifyError(secret.error)}`);
    known = hashOf(secret.data.key);
    const hash = known.toString('hex');
    await deps.keepRow({ pk: keyRowKey('admin'), sk: SELF_ROW, hash, ...adminRow(deps.clock.now()) });
  };

  return async ({ headers = {} }) => {
    const presented = keyIn(headers);
    if (!presented) return { isAuthorized: false };
    const hash = hashOf(presented);
    const fits = () => known !== undefined && timingSafeEqual(known, hash);
    if (fits()) return { isAuthorized: true, context: ADMIN };
    if (deps.clock.monotonicMs() - lookedAt < LOOK_AGAIN_MS) return { isAuthorized: false };
    try {
      await look();
    } catch (error) {
      lookedAt = Number.NEGATIVE_INFINITY;
      deps.log.error('The admin key could not be read; nobody is let in.', { reason: String(error) });
      throw error;
    }
    return fits() ? { isAuthorized: true, context: ADMIN } : { isAuthorized: false };
  };
}

const adminRow = (now: Date) => ({ principal: 'admin', role: 'admin' as const, since: now.toISOString() });

function keyIn(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  return headers['x-api-key'] ?? /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
}
