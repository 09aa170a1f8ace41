/** How large functions are, and how long they take to be imported by a Node that has not seen them: each in a process of its own. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Built, buildFunctions } from '../../functions/build.ts';
import type { Add } from '../cloud/measure.ts';
import { median } from '../kit/stats.ts';

const MEASURED = ['agents/fleet/manufacturing', 'agents/planner/critic', 'api/ingest'];
const WITH_MODELS = ['agents/planner/planner', 'agents/council/sceptic', 'agents/studio/developer', 'api/chat'];
const IMPORTS = 5;

/** Stands in for what Lambda gives: environment and the global of streaming functions. */
const ENVIRONMENT = {
  ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none', SIGNALBOX_STAGE: 'bench' },
  ...{
    SIGNALBOX_BUS: 'b',
    SIGNALBOX_PAYLOADS_BUCKET: 'b',
    SIGNALBOX_REGISTRY_TABLE: 't',
    SIGNALBOX_HISTORY_TABLE: 't',
  },
  ...{ SIGNALBOX_HISTORY_DAYS: '1', SIGNALBOX_VERSION: '1', SIGNALBOX_MODELS: 'offline:rehearsal' },
  SIGNALBOX_ADMIN_KEY_SECRET: 's',
};
const PROGRAM = `globalThis.awslambda = { streamifyResponse: (handler) => handler, HttpResponseStream: {} };
const started = performance.now();
await import(process.argv[1]);
console.log(performance.now() - started);
process.exit(0);`;

export async function measureBundle(add: Add, folder: string): Promise<void> {
  const built = await buildFunctions({ outdir: folder });
  measure(add, 'functions', MEASURED, built, folder, ['at most 400', 'at most 60']);
  measure(add, 'functions with models', WITH_MODELS, built, folder, ['at most 1,000', 'at most 120']);
}

function measure(
  add: Add,
  subject: string,
  entries: readonly string[],
  { functions }: Built,
  folder: string,
  [size, time]: readonly [string, string],
): void {
  for (const entry of entries) {
    const { bytes = Number.NaN } = functions.find((one) => one.entry === entry) ?? {};
    add(subject, `${entry}: loaded at once`, 'kB', bytes / 1000, size);
    const times = Array.from({ length: IMPORTS }, () => importMs(join(folder, entry, 'handler.mjs')));
    add(subject, `${entry}: import`, 'ms', median(times), time);
  }
}

function importMs(handler: string): number {
  const args = ['--input-type=module', '--eval', PROGRAM, pathToFileURL(handler).href];
  const { stdout, stderr } = spawnSync(process.execPath, args, { env: ENVIRONMENT, encoding: 'utf8' });
  if (stdout !== '') return Number(stdout);
  const reason = stderr.split('\n').find((line) => /^\w*Error\b/.test(line)); // without the bundle's own text
  throw new Error(`${handler} cannot be imported: ${reason ?? 'it gave no reason'}`);
}
