/** What changes in the sources is built, deployed and told; what cannot be is told too, and the next change is tried again. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { watchSources } from '../../bin/commands/start/watch.ts';

const ROOMS = ['contracts', 'domain', 'systems', 'functions', 'lib', 'bin', 'local'];

interface Repository {
  readonly write: (file: string, text?: string) => void;
  /** Saves as many editors do: writes beside it, and puts that in its place. */
  readonly replace: (file: string) => void;
  /** The next line that was said; `ms` figures are left out. */
  readonly said: () => Promise<string>;
  /** What was called, in order. */
  readonly calls: string[];
  /** What happens instead of the next synthesis. */
  readonly instead: (synthesis: () => Promise<void>) => void;
  readonly end: () => Promise<void>;
}

function repository(): Repository {
  const root = mkdtempSync(join(tmpdir(), 'watch-'));
  for (const room of ROOMS) mkdirSync(join(root, room));
  writeFileSync(join(root, 'lib/settings.ts'), '');
  const lines: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  const calls: string[] = [];
  let synthesis: (() => Promise<void>) | undefined;
  const watch = watchSources({
    root,
    cloud: {
      async deploy(_, { onProgress } = {}) {
        calls.push('deploy');
        const told = { stack: 'Agents', logicalId: 'Function', type: 'AWS::Lambda::Function', durationMs: 1 };
        onProgress?.({ ...told, step: 'update' });
        onProgress?.({ ...told, step: 'keep' });
        return [];
      },
    },
    synthesizer: {
      async synthesize() {
        calls.push('synthesize');
        const planned = synthesis;
        synthesis = undefined;
        await planned?.();
      },
      prepare: () => undefined,
      close: async () => void calls.push('close'),
    },
    say(line) {
      const next = waiting.shift();
      const text = line
        .replace(root, '')
        .replaceAll(root, '')
        .replace(/\d+ ms/, '… ms');
      if (next) next(text);
      else lines.push(text);
    },
  });
  onTestFinished(async () => {
    await watch.end();
    rmSync(root, { recursive: true });
  });
  const write = (file: string, text = 'export {};') => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  return {
    calls,
    write,
    replace(file) {
      writeFileSync(join(root, `${file}~`), 'export {};');
      renameSync(join(root, `${file}~`), join(root, file));
    },
    said: async () => lines.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    instead: (planned) => {
      synthesis = planned;
    },
    end: watch.end,
  };
}

const UPDATED = 'updated: update 1, in … ms';

test('a change is built, deployed and told; what is no source is not', async () => {
  const { write, said, calls } = repository();
  write('functions/README.md');
  write('lib/settings.ts', 'export const a = 1;');
  expect(await said()).toBe('changed /lib/settings.ts');
  expect(await said()).toBe(UPDATED);
  expect(calls).toEqual(['synthesize', 'deploy']);
});

test('a file that was replaced, as editors save, is still watched', async () => {
  const { write, replace, said } = repository();
  for (const save of [replace, write, replace, write]) {
    save('lib/settings.ts');
    expect(await said()).toBe('changed /lib/settings.ts');
    expect(await said()).toBe(UPDATED);
  }
});

test('files of a new folder are seen, however deep', async () => {
  const { write, said } = repository();
  for (const text of ['1', '2']) {
    write('functions/agents/fleet/accountant/handler.ts', text);
    expect(await said()).toBe('changed /functions/agents/fleet/accountant/handler.ts');
    expect(await said()).toBe(UPDATED);
  }
});

test('what cannot be built is told and not deployed; the next change is tried again', async () => {
  const { write, said, calls, instead } = repository();
  instead(async () => {
    throw new Error('handler.ts:1:10: Unexpected ";"');
  });
  write('lib/settings.ts', 'const x = ;');
  expect(await said()).toBe('changed /lib/settings.ts');
  expect(await said()).toBe('not updated; the stage runs on as it was.\nhandler.ts:1:10: Unexpected ";"');
  expect(calls).toEqual(['synthesize']);
  write('lib/settings.ts', '');
  expect(await said()).toBe('changed /lib/settings.ts');
  expect(await said()).toBe(UPDATED);
});

test('what changes during an update is taken over by one more', async () => {
  const { write, said, calls, instead } = repository();
  const held = Promise.withResolvers<void>();
  instead(() => held.promise);
  write('lib/settings.ts', '1');
  expect(await said()).toBe('changed /lib/settings.ts');
  write('domain/one.ts');
  write('domain/two.ts');
  write('bin/last.ts'); // told at once: by then the changes before it are known
  expect(await said()).toBe('changed /bin/last.ts: taken over at the next start only');
  held.resolve();
  expect(await said()).toBe(UPDATED);
  expect(await said()).toBe('changed /domain/one.ts, /domain/two.ts');
  expect(await said()).toBe(UPDATED);
  expect(calls).toEqual(['synthesize', 'deploy', 'synthesize', 'deploy']);
});

test('the end comes in the middle of an update: nothing is deployed or told any more', async () => {
  const { write, said, calls, instead, end } = repository();
  const held = Promise.withResolvers<void>();
  instead(() => held.promise);
  write('lib/settings.ts', '1');
  expect(await said()).toBe('changed /lib/settings.ts');
  const ended = end();
  held.reject(new Error('The process was ended.'));
  await ended;
  expect(calls).toEqual(['synthesize', 'close']);
});
