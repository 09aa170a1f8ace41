/**
 * Bundles every function into one folder, dist/functions, in a few builds (build-parts.ts): what those of one share is built, uploaded
 * and cached once. Run by `npm run build`; lib takes the folder as the asset of every function.
 */
import { globSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type BuildContext,
  context,
  type BuildOptions as EsbuildOptions,
  formatMessages,
  type OutputFile,
  type Plugin,
} from 'esbuild';
import { leftApart, type Part, partsOf, type Sources } from './build-parts.ts';
import { UNUSED_CREDENTIALS, withoutJsonSchema, withoutUnused } from './build-unused.ts';
import { systemClock } from './kit/clock.ts';

const OUT = 'dist/functions';

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
  let known: { readonly cut: string; readonly bundlers: readonly Bundler[] } | undefined;

  /** A bundler for each part of the handlers that there are now. */
  async function bundlers(sources: Sources): Promise<readonly Bundler[]> {
    const parts = partsOf(root, sources);
    const cut = JSON.stringify(parts);
    if (known?.cut !== cut) {
      await close();
      known = { cut, bundlers: await Promise.all(parts.map((part) => context(bundling(root, outdir, part, options)))) };
    }
    return known.bundlers;
  }

  async function close(): Promise<void> {
    await Promise.all((known?.bundlers ?? []).map((one) => one.dispose()));
    known = undefined;
  }

  return {
    async build() {
      const started = systemClock.monotonicMs();
      const sources = sourcesOf(root, options);
      const ended = await Promise.allSettled((await bundlers(sources)).map((one) => one.rebuild()));
      const built = ended.map((one) => {
        if (one.status === 'rejected') throw one.reason;
        return one.value;
      });
      const warnings = built.flatMap((one) => one.warnings);
      for (const line of await formatMessages(warnings, { kind: 'warning' })) console.warn(line);
      const outputs: Outputs = Object.assign({}, ...built.map(({ metafile }) => metafile.outputs));
      const files = built.flatMap(({ outputFiles }) => outputFiles);
      for (const file of files) write(file);
      removeOthers(outdir, new Set(files.map((file) => file.path)));
      const functions = Object.entries(outputs).flatMap(([file, { entryPoint = '' }]) => {
        const entry = sources.get(entryPoint);
        return entry === undefined ? [] : [{ entry, bytes: loadedBytes(outputs, file) }];
      });
      const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
      return { ms: systemClock.monotonicMs() - started, bytes, functions };
    },
    close,
  };
}

type Bundler = BuildContext<{ metafile: true; write: false }>;

function write({ path: file, contents }: OutputFile): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, contents);
}

function sourcesOf(root: string, { instead }: BuildOptions): Sources {
  const own = instead ? 'functions/{api,platform}/*/handler.ts' : 'functions/{agents/*,api,platform}/*/handler.ts';
  const handlers = globSync(own, { cwd: root }).sort();
  if (handlers.length === 0) throw new Error(`No handler.ts below ${path.join(root, 'functions')}: nothing to build.`);
  return new Map([
    ...handlers.map((source) => [source, path.dirname(path.relative('functions', source))] as const),
    ...Object.entries(instead?.agents ?? {}).map(([entry, source]) => [source, entry] as const),
  ]);
}

const bundling = (root: string, outdir: string, part: Part, { instead }: BuildOptions) =>
  ({
    absWorkingDir: root,
    entryPoints: [...part.entries],
    outdir,
    plugins: [
      withoutUnused,
      ...(part.kind === 'plain' ? [withoutJsonSchema] : []),
      ...(part.kind === 'apart' ? [] : [leftApart(root)]),
      ...(instead ? [otherSystems(path.join(root, instead.systems))] : []),
    ],
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: UNUSED_CREDENTIALS,
    metafile: true,
    write: false, // not before all of them are built
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
  Record<
    string,
    { bytes: number; entryPoint?: string; imports: readonly { path: string; kind: string; external?: boolean }[] }
  >
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
