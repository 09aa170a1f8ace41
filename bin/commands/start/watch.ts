/**
 * Takes over what changes while the stage runs: builds and synthesizes again, and updates the stacks in place. Queues, tables and
 * what is under way stay. What cannot be built, or is rolled back, is said, and the stage goes on as it was.
 */
import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { OUT, synthesize } from '../synthesize.ts';

/** What functions and templates are made of. A change of local/ or bin/ needs a new start. */
const SOURCES = ['contracts', 'domain', 'systems', 'functions', 'lib'];
/** An editor writes a file in several steps. */
const SETTLE_MS = 60;

export interface Watch {
  /** Resolves when an update that is under way is done. */
  end(): Promise<void>;
}

/**
 * @param say a line for the person at the terminal
 * @param ready what changes before it resolves is taken over then
 */
export function watchSources(
  cloud: Pick<LocalCloud, 'deploy'>,
  say: (line: string) => void,
  ready: Promise<unknown>,
): Watch {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let updating: Promise<void> = ready.then(() => undefined);
  const watchers = SOURCES.map(
    (room): FSWatcher =>
      watch(room, { recursive: true }, (_, name) => {
        if (!name || !/\.(ts|json)$/.test(name)) return;
        changed.add(join(room, name));
        clearTimeout(timer);
        timer = setTimeout(() => {
          updating = updating.then(() => takeOver(cloud, changed, say));
        }, SETTLE_MS);
      }),
  );
  return {
    async end() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      changed.clear();
      await updating;
    },
  };
}

async function takeOver(
  cloud: Pick<LocalCloud, 'deploy'>,
  changed: Set<string>,
  say: (line: string) => void,
): Promise<void> {
  if (changed.size === 0) return; // an update before this one has it already
  const files = [...changed].sort();
  changed.clear();
  const started = performance.now();
  say(`changed ${files.slice(0, 3).join(', ')}${files.length > 3 ? ` and ${files.length - 3} more` : ''}`);
  try {
    await synthesize(() => undefined);
    const steps = new Map<string, number>();
    await cloud.deploy(OUT, {
      onProgress: ({ step, error }) => {
        if (step !== 'keep' && error === undefined) steps.set(step, (steps.get(step) ?? 0) + 1);
      },
    });
    const done = [...steps].map(([step, count]) => `${step} ${count}`).join(', ') || 'nothing to change';
    say(`updated in ${Math.round(performance.now() - started)} ms: ${done}`);
  } catch (error) {
    say(`not updated; the stage runs on as it was.\n${error instanceof Error ? error.message : String(error)}`);
  }
}
