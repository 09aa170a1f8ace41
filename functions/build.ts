/**
 * Bundles every function into one folder, dist/functions: one build for all of them, so that what they share is built, uploaded
 * and cached once. Run by `npm run build`; lib takes the folder as the asset of every function.
 */
import { globSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildContext, context, type BuildOptions as EsbuildOptions, formatMessages, type Plugin } from 'esbuild';
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
  /** The folder that holds them, and nothing else, afterwards. */
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
  const builder = createBuilder(options);
  try {
    return await builder.build();
  } finally {
    await builder.close();
  }
}

export interface Builder {
  /** Throws what the bundler says is wrong; then the folder is as it was. */
  build(): Promise<Built>;
  close(): Promise<void>;
}

/** For building again and again: what did not change is not parsed again. */
export function createBuilder(options: BuildOptions = {}): Builder {
  const { root = path.join(import.meta.dirname, '..') } = options;
  const { outdir = path.join(root, OUT) } = options;
  let known: { readonly handlers: string; readonly context: BuildContext<{ metafile: true }> } | undefined;

  /** A bundler for the handlers that there are now. */
  async function bundler(sources: Sources): Promise<BuildContext<{ metafile: true }>> {
    const handlers = [...sources.keys()].join();
    if (known?.handlers !== handlers) {
      await known?.context.dispose();
      known = { handlers, context: await context(bundling(root, outdir, sources, options)) };
    }
    return known.context;
  }

  return {
    async build() {
      const started = systemClock.monotonicMs();
      const sources = sourcesOf(root, options);
      const { metafile, warnings } = await (await bundler(sources)).rebuild();
      for (const line of await formatMessages(warnings, { kind: 'warning' })) console.warn(line);
      const { outputs } = metafile;
      removeOthers(outdir, new Set(Object.keys(outputs).map((file) => path.resolve(root, file))));
      const functions = Object.entries(outputs).flatMap(([file, { entryPoint = '' }]) => {
        const entry = sources.get(entryPoint);
        return entry === undefined ? [] : [{ entry, bytes: loadedBytes(outputs, file) }];
      });
      const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
      return { ms: systemClock.monotonicMs() - started, bytes, functions };
    },
    async close() {
      await known?.context.dispose();
      known = undefined;
    },
  };
}

/** Handlers by path from the root, with the folder that each gets. */
type Sources = ReadonlyMap<string, string>;

function sourcesOf(root: string, { instead }: BuildOptions): Sources {
  const own = instead ? 'functions/{api,platform}/*/handler.ts' : 'functions/{agents/*,api,platform}/*/handler.ts';
  const handlers = globSync(own, { cwd: root }).sort();
  if (handlers.length === 0) throw new Error(`No handler.ts below ${path.join(root, 'functions')}: nothing to build.`);
  return new Map([
    ...handlers.map((source) => [source, path.dirname(path.relative('functions', source))] as const),
    ...Object.entries(instead?.agents ?? {}).map(([entry, source]) => [source, entry] as const),
  ]);
}

const bundling = (root: string, outdir: string, sources: Sources, { instead }: BuildOptions) =>
  ({
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
    logLevel: 'silent', // what is wrong is thrown
  }) satisfies EsbuildOptions;

/** Removes what an earlier build left. */
function removeOthers(outdir: string, files: ReadonlySet<string>): void {
  for (const name of globSync('**', { cwd: outdir })) {
    const file = path.join(outdir, name);
    if (!files.has(file) && statSync(file).isFile()) rmSync(file);
  }
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
