/**
 * Made once for all scenarios, before the first: the bundles and the synthesized templates of three stages. `product` is what ships;
 * `trial` is the platform with the trial system, `office` the one with workflows to try. Each lies in a folder of its own, removed at the end.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { TestProject } from 'vitest/node';
import type { System } from '../../contracts/system.ts';
import { type BuildOptions, buildFunctions } from '../../functions/build.ts';
import { addStage } from '../../lib/build-app.ts';
import { readSettings } from '../../lib/settings.ts';
import { systems } from '../../systems/all.ts';
import { office } from './office/system.ts';
import { systems as officeSystems } from './office/systems.ts';
import { trial } from './trial/system.ts';
import { systems as trialSystems } from './trial/systems.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of each stage's synthesized templates. */
    readonly assemblies: { readonly product: string; readonly trial: string; readonly office: string };
  }
}

/** A stage that stands in for what ships: the folder of its system, by the system's name. */
const instead = ({ name, agents }: System): BuildOptions => {
  const folder = `test/scenarios/${name}`;
  const handlers = Object.keys(agents).map((agent) => [`${name}/${agent}`, `${folder}/${agent}/handler.ts`]);
  return { instead: { systems: `${folder}/systems.ts`, agents: Object.fromEntries(handlers) } };
};

export async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-scenarios-'));
  provide('assemblies', {
    product: await assembly(join(folder, 'product'), systems, {}),
    trial: await assembly(join(folder, 'trial'), trialSystems, instead(trial)),
    office: await assembly(join(folder, 'office'), officeSystems, instead(office)),
  });
  return () => rmSync(folder, { recursive: true });
}

async function assembly(folder: string, of: readonly System[], options: BuildOptions): Promise<string> {
  const bundle = join(folder, 'functions');
  await buildFunctions({ ...options, outdir: bundle });
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const { settings } = readSettings(() => undefined, {});
  addStage(app, settings, of, { account: '000000000000', region: 'us-east-1' }, bundle);
  return app.synth().directory;
}
