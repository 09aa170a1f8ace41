/**
 * Bundles every function into one folder, dist/functions: one build for all of them, so that what they share is built, uploaded
 * and cached once. Run by `npm run build`; lib takes the folder as the asset of every function.
 */
import { globSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { systemClock } from './kit/clock.ts';

const OUT = 'dist/functions';
/** Reached only where credentials do not come from the environment; in Lambda, and locally, they always do. */
const UNUSED_CREDENTIALS = [
  ...['sso', 'ini', 'process', 'web-identity', 'http', 'login'].map((name) => `@aws-sdk/credential-provider-${name}`),
  '@smithy/credential-provider-imds',
  '@aws-sdk/nested-clients/*',
  '@aws-sdk/token-providers',
];

export interface Built {
  readonly ms: number;
  /** Of all files together, without source maps. */
  readonly bytes: number;
  /** Folder of each function below dist/functions, with the size of its entry and all that it loads at once. */
  readonly functions: readonly { readonly entry: string; readonly bytes: number }[];
}

export interface BuildOptions {
  /** The repository. */
  readonly root?: string;
  /** The folder that is made anew. */
  readonly outdir?: string;
  /** For a stage that runs other systems than those of systems/all.ts. */
  readonly instead?: {
    /** Path, from the root, of the module that stands in for systems/all.ts. */
    readonly systems: string;
    /** Instead of functions/agents: paths, from the root, of handlers by the agent's entry. */
    readonly agents: Readonly<Record<string, string>>;
  };
}

/** Builds every handler into the one folder. */
export async function buildFunctions(options: BuildOptions = {}): Promise<Built> {
  const started = systemClock.monotonicMs();
  const { root = path.join(import.meta.dirname, '..'), instead } = options;
  const { outdir = path.join(root, OUT) } = options;
  const own = instead ? 'functions/{api,platform}/*/handler.ts' : 'functions/{agents/*,api,platform}/*/handler.ts';
  const handlers = globSync(own, { cwd: root }).sort();
  if (handlers.length === 0) throw new Error(`No handler.ts below ${path.join(root, 'functions')}: nothing to build.`);
  const sources = new Map([
    ...handlers.map((source) => [source, path.dirname(path.relative('functions', source))] as const),
    ...Object.entries(instead?.agents ?? {}).map(([entry, source]) => [source, entry] as const),
  ]);
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...sources].map(([source, entry]) => ({ in: source, out: `${entry}/handler` })),
    outdir,
    plugins: instead ? [otherSystems(path.join(root, instead.systems))] : [],
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    // Names of errors are codes in the history: they must not be shortened.
    keepNames: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: UNUSED_CREDENTIALS,
    metafile: true,
    logLevel: 'warning',
  });
  const { outputs } = metafile;
  const functions = Object.entries(outputs).flatMap(([file, { entryPoint = '' }]) => {
    const entry = sources.get(entryPoint);
    return entry === undefined ? [] : [{ entry, bytes: loadedBytes(outputs, file) }];
  });
  const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { ms: systemClock.monotonicMs() - started, bytes, functions };
}

/** Every import of systems/all.ts gets `module` instead. */
const otherSystems = (module: string): Plugin => ({
  name: 'other-systems',
  setup({ onResolve }) {
    onResolve({ filter: /\/systems\/all\.ts$/ }, () => ({ path: module }));
  },
});

type Outputs = Readonly<
  Record<string, { bytes: number; imports: readonly { path: string; kind: string; external?: boolean }[] }>
>;

/** A file and, through its static imports, all that comes with it. */
function loadedBytes(outputs: Outputs, file: string): number {
  const loaded = new Set<string>();
  const load = (name: string): void => {
    if (loaded.has(name)) return;
    loaded.add(name);
    for (const { path: next, kind, external } of outputs[name]?.imports ?? [])
      if (kind === 'import-statement' && !external) load(next);
  };
  load(file);
  return [...loaded].reduce((sum, name) => sum + (outputs[name]?.bytes ?? 0), 0);
}

const kB = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { ms, bytes, functions } = await buildFunctions();
  for (const one of functions) console.log(`${kB(one.bytes).padStart(8)}  ${one.entry}`);
  console.log(`${kB(bytes).padStart(8)}  ${functions.length} functions in ${OUT}, built in ${Math.round(ms)} ms`);
}
