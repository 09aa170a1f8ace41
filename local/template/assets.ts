/** The files of a deployment, for the services that take code or bodies by bucket and key. */
import { existsSync } from 'node:fs';
import type { Engine } from '../engine/engine.ts';
import type { AssetFile } from './assembly.ts';

/** Offers the `assets` port; files of earlier deployments stay known. Throws when a file is not there. */
export function offerAssets(engine: Engine, files: readonly AssetFile[]): void {
  const earlier = engine.ports.has('assets') ? engine.ports.get('assets') : undefined;
  const here = (text: string): string =>
    text
      .replaceAll(`\${AWS::AccountId}`, engine.account)
      .replaceAll(`\${AWS::Region}`, engine.region)
      .replaceAll(`\${AWS::Partition}`, 'aws');
  const paths = new Map(files.map(({ bucket, key, path }) => [`${here(bucket)}/${here(key)}`, path]));
  for (const path of paths.values())
    if (!existsSync(path)) throw new Error(`The asset ${path} does not exist. Build and synthesize again.`);
  engine.ports.offer('assets', { path: (bucket, key) => paths.get(`${bucket}/${key}`) ?? earlier?.path(bucket, key) });
}
