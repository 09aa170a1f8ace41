/** Files of an agent: in its own folder of the bucket, under names that cannot lead out of it. */
import { expect, test } from 'vitest';
import { createFiles } from '../../../functions/kit/files.ts';
import type { Objects } from '../../../functions/kit/objects.ts';

function memoryBucket() {
  const stored = new Map<string, { text: string; contentType: string | undefined }>();
  let opened = 0;
  const objects: Pick<Objects, 'put' | 'get'> = {
    async put(key, text, contentType) {
      stored.set(key, { text, contentType });
    },
    get: async (key) => stored.get(key)?.text,
  };
  const open = async () => {
    opened += 1;
    return objects as Objects;
  };
  return { stored, open, opened: () => opened };
}

test('a file lies in the folder of its agent, and comes back as it was', async () => {
  const { stored, open } = memoryBucket();
  const files = createFiles('bucket', 'planner.writer', open);
  expect(await files.put('weekly/2026-47.md', '# Über', 'text/markdown')).toEqual({
    bucket: 'bucket',
    key: 'files/planner.writer/weekly/2026-47.md',
    bytes: 7,
  });
  expect([...stored]).toEqual([
    ['files/planner.writer/weekly/2026-47.md', { text: '# Über', contentType: 'text/markdown' }],
  ]);
  expect(await files.get('weekly/2026-47.md')).toBe('# Über');
  expect(await files.get('weekly/2026-48.md')).toBeUndefined();
});

test.each(['', '/etc', '../other/a', 'a/../b', 'a//b', 'a/', '.hidden', 'a b', 'a/./b', 'x'.repeat(801)])(
  'a file cannot be called %j',
  async (name) => {
    const { open, opened } = memoryBucket();
    const files = createFiles('bucket', 'planner.writer', open);
    await expect(files.put(name, 'text', 'text/plain')).rejects.toThrow('planner.writer cannot keep a file called');
    await expect(files.get(name)).rejects.toThrow('cannot keep');
    expect(opened()).toBe(0);
  },
);
