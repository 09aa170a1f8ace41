/** A bucket in memory that keeps conditions on content, as S3 does. */
import type { OpenBucket } from '../../../functions/kit/bucket.ts';
import type { Objects } from '../../../functions/kit/objects.ts';

export interface MemoryBucket {
  readonly texts: Map<string, string>;
  readonly open: OpenBucket;
  /** Called before each conditional write: what another does meanwhile. */
  beforeReplace: () => void;
}

export function memoryBucket(): MemoryBucket {
  const texts = new Map<string, string>();
  const etagOf = (key: string) => (texts.has(key) ? `"${texts.get(key)}"` : undefined);
  const objects: Pick<Objects, 'put' | 'get' | 'getTagged' | 'replace'> = {
    async put(key, text) {
      texts.set(key, text);
    },
    get: async (key) => texts.get(key),
    async getTagged(key) {
      const text = texts.get(key);
      return text === undefined ? undefined : { text, etag: String(etagOf(key)) };
    },
    async replace(key, text, etag) {
      bucket.beforeReplace();
      if (etagOf(key) !== etag) return false;
      texts.set(key, text);
      return true;
    },
  };
  const bucket: MemoryBucket = { texts, open: async () => objects as Objects, beforeReplace: () => {} };
  return bucket;
}
