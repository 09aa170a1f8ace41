/**
 * How the bundle is cut into builds. esbuild gives a function every module that some path of imports leads to and that anybody in
 * the same build uses, so whoever is built together with a large client carries parts of it. https://esbuild.github.io/api/#splitting
 *
 * 1. Functions that work on workflows, models or schedules are built by themselves: `rich`, with clients that the others have not.
 * 2. What is loaded late, or never, is built by itself (APART). It is found as a package of the bundle, from wherever it is loaded,
 *    and holds nothing that must be there once for all: no class of ours that somebody asks for.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'esbuild';

/** Handlers by path from the root, with the folder that each gets. */
export type Sources = ReadonlyMap<string, string>;

export interface Part {
  readonly kind: 'plain' | 'rich' | 'apart';
  /** What is built together, and where each goes in the bundle. */
  readonly entries: readonly { readonly in: string; readonly out: string }[];
}

/** What the handler.ts of a rich function imports. */
const RICH = /\/kit\/(model|workflow)\/|@aws-sdk\/client-(lambda|scheduler|sfn)'/;
/** Of ours, where they are imported at run time; packages, wherever they are imported. */
const APART = ['functions/kit/objects.ts', 'functions/kit/queues.ts'];
const APART_PACKAGES = ['@ai-sdk/amazon-bedrock', '@ai-sdk/openai-compatible'];

export function partsOf(root: string, sources: Sources): Part[] {
  const handlers = [...sources].map(([source, entry]) => ({ in: source, out: `${entry}/handler` }));
  const { rich = [], plain = [] } = Object.groupBy(handlers, (one) =>
    RICH.test(readFileSync(path.join(root, one.in), 'utf8')) ? 'rich' : 'plain',
  );
  const apart = [...APART, ...APART_PACKAGES].map((source) => ({
    in: source,
    out: `node_modules/${packageOf(source)}`,
  }));
  const parts: Part[] = [
    { kind: 'plain', entries: plain },
    { kind: 'rich', entries: rich },
    { kind: 'apart', entries: apart },
  ];
  return parts.filter(({ entries }) => entries.length > 0);
}

/** `signalbox/objects` */
const packageOf = (source: string): string => `signalbox/${path.basename(source, '.ts')}`;

/** Leaves what is built apart out of every other part. */
export const leftApart = (root: string): Plugin => ({
  name: 'left-apart',
  setup({ onResolve }) {
    const packages = new RegExp(`^(${APART_PACKAGES.join('|')})$`);
    onResolve({ filter: packages }, ({ path: said }) => ({ path: `${packageOf(said)}.mjs`, external: true }));
    const names = APART.map((source) => path.basename(source, '.ts'));
    onResolve({ filter: new RegExp(`/(${names.join('|')})\\.ts$`) }, ({ path: said, resolveDir, kind }) => {
      const source = path.relative(root, path.resolve(resolveDir, said)).replaceAll(path.sep, '/');
      if (kind !== 'dynamic-import' || !APART.includes(source)) return undefined;
      return { path: `${packageOf(source)}.mjs`, external: true };
    });
  },
});
