/**
 * Takes over what changes while the stage runs: builds and synthesizes again, and updates the stacks in place. Queues, tables and
 * what is under way stay. What cannot be built, or is rolled back, is said, and the stage goes on as it was.
 */
import { join } from 'node:path';
import type { LocalCloud } from '../../../local/local-cloud.ts';
import { OUT, type Synthesizer } from '../synthesize.ts';
import { watchFolder } from './watch-folder.ts';

/** What functions and templates are made of. */
const SOURCES = ['contracts', 'domain', 'systems', 'functions', 'lib'];
/** What runs already in this process. */
const PROGRAM = ['bin', 'local'];
/** An editor writes a file in several steps. */
const SETTLE_MS = 60;

export interface Watch {
  /** Resolves when an update that is under way is done, or ended where that is safe. */
  end(): Promise<void>;
}

export interface WatchOptions {
  readonly cloud: Pick<LocalCloud, 'deploy'>;
  readonly synthesizer: Synthesizer;
  /** A line for the person at the terminal. */
  readonly say: (line: string) => void;
  /** The repository. */
  readonly root?: string;
}

export function watchSources({ cloud, synthesizer, say, root = '.' }: WatchOptions): Watch {
  const changed = new Set<string>();
  const later = new Set<string>();
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let updating: Promise<void> = Promise.resolve();

  async function takeOver(): Promise<void> {
    if (changed.size === 0 || ended) return; // an update before this one has it already
    const files = short(changed);
    changed.clear();
    const started = performance.now();
    const elapsed = () => `${Math.round(performance.now() - started)} ms`;
    say(`changed ${files}`);
    try {
      await synthesizer.synthesize();
      if (ended) return;
      say(`updated: ${await deployTo(cloud)}, in ${elapsed()}`);
    } catch (error) {
      if (ended) return;
      say(`not updated; the stage runs on as it was.\n${error instanceof Error ? error.message : String(error)}`);
    }
    if (!ended) synthesizer.prepare();
  }

  const unwatch = [...SOURCES, ...PROGRAM].map((room) =>
    watchFolder(join(root, room), (path) => {
      if (!/\.(ts|json)$/.test(path)) return;
      (PROGRAM.includes(room) ? later : changed).add(path);
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (later.size > 0) say(`changed ${short(later)}: taken over at the next start only`);
        later.clear();
        updating = updating.then(takeOver);
      }, SETTLE_MS);
    }),
  );
  synthesizer.prepare();
  return {
    async end() {
      ended = true;
      clearTimeout(timer);
      for (const close of unwatch) close();
      await synthesizer.close();
      await updating;
    },
  };
}

function short(files: ReadonlySet<string>): string {
  const [a, b, c, ...more] = [...files].sort();
  const shown = [a, b, c].filter((file) => file !== undefined).join(', ');
  return more.length > 0 ? `${shown} and ${more.length} more` : shown;
}

/** Says what was done, as `create 20, update 21`. */
async function deployTo(cloud: Pick<LocalCloud, 'deploy'>): Promise<string> {
  const steps = new Map<string, number>();
  await cloud.deploy(OUT, {
    onProgress: ({ step, error }) => {
      if (step !== 'keep' && error === undefined) steps.set(step, (steps.get(step) ?? 0) + 1);
    },
  });
  return [...steps].map(([step, count]) => `${step} ${count}`).join(', ') || 'nothing to change';
}
