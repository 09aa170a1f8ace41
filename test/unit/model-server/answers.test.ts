/** The stub model server knows every prompt that ships, by the name that its schema has on the wire. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shippedPrompts } from '../../kit/model-server/answers.ts';

const ROOT = join(import.meta.dirname, '../../..');

test('a prompt that ships is found by its name, and by nothing else', async () => {
  const prompts = await shippedPrompts();
  const names = prompts.map(({ id, version }) => `${id.replaceAll('/', '-')}@${version}`);
  expect(names.length).toBeGreaterThanOrEqual(20);
  expect(new Set(names).size).toBe(names.length);
});

test('every prompt of functions/agents lies where the stub looks for it', async () => {
  const sources = globSync('functions/agents/**/*.ts', { cwd: ROOT });
  const shipped = new Set((await shippedPrompts()).map(({ id }) => id.split('/')[0]));
  const systems = new Set(sources.filter((file) => /\.v\d+\.ts$/.test(file)).map((file) => file.split(/[/\\]/)[2]));
  expect([...shipped].sort()).toEqual([...systems].sort());
});
