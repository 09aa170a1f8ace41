/** A stage as it would be deployed, for tests and benches: its functions bundled, its templates synthesized, in a folder. */
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { System } from '../../contracts/system.ts';
import { type BuildOptions, buildFunctions } from '../../functions/build.ts';
import { addStage } from '../../lib/build-app.ts';
import { readSettings } from '../../lib/settings.ts';

/** A stage that stands in for what ships: its system lies in a folder, with a handler for each agent. */
export const standIn = ({ name, agents }: System, folder: string): BuildOptions => {
  const handlers = Object.keys(agents).map((agent) => [`${name}/${agent}`, `${folder}/${agent}/handler.ts`]);
  return { instead: { systems: `${folder}/systems.ts`, agents: Object.fromEntries(handlers) } };
};

/** Gives the folder of the templates, which lies in `folder`. */
export async function assemble(folder: string, systems: readonly System[], options: BuildOptions): Promise<string> {
  const bundle = join(folder, 'functions');
  await buildFunctions({ ...options, outdir: bundle });
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const { settings } = readSettings(() => undefined, {});
  addStage(app, settings, systems, { account: '000000000000', region: 'us-east-1' }, bundle);
  return app.synth().directory;
}
