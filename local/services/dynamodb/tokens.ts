/** Client request tokens of transactions: the same request sent again within ten minutes is not done again. */
import type { Engine } from '../../engine/engine.ts';
import { TOKEN_LIFETIME_MS } from './limits.ts';

export interface RememberedTokens {
  /** The digest of the request that came with this token; undefined when there was none lately. */
  find(token: string): string | undefined;
  remember(token: string, digest: string): void;
}

interface Remembered {
  readonly digest: string;
  readonly atMs: number;
}

/** Old tokens are dropped when new ones come, a few at a time. */
const MOST_DROPPED_AT_ONCE = 4;

export function openTokens(engine: Engine): RememberedTokens {
  const stored = engine.store.collection<Remembered>('dynamodb.tokens');
  const byAge = stored.entries().sort(([, a], [, b]) => a.atMs - b.atMs);
  const tokens = new Map(byAge);
  const isOld = ({ atMs }: Remembered): boolean => atMs + TOKEN_LIFETIME_MS < engine.clock.now();
  return {
    find(token) {
      const found = tokens.get(token);
      return found && !isOld(found) ? found.digest : undefined;
    },
    remember(token, digest) {
      const entry = { digest, atMs: engine.clock.now() };
      tokens.delete(token);
      tokens.set(token, entry);
      stored.put(token, entry);
      let dropped = 0;
      for (const [old, remembered] of tokens) {
        if (!isOld(remembered) || dropped++ >= MOST_DROPPED_AT_ONCE) break;
        tokens.delete(old);
        stored.delete(old);
      }
    },
  };
}
