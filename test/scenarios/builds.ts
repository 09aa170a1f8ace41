/**
 * Made once for all scenarios, before the first: the bundles and the synthesized templates of four stages. `product` is what ships;
 * `trial` is the platform with the trial system, `office` the one with workflows to try, `lab` the one with models to try. Each lies in a folder of its own, removed at the end.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { systems } from '../../systems/all.ts';
import { assemble, standIn } from '../kit/assembly.ts';
import { lab } from './lab/system.ts';
import { systems as labSystems } from './lab/systems.ts';
import { office } from './office/system.ts';
import { systems as officeSystems } from './office/systems.ts';
import { trial } from './trial/system.ts';
import { systems as trialSystems } from './trial/systems.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of each stage's synthesized templates. */
    readonly assemblies: {
      readonly product: string;
      readonly trial: string;
      readonly office: string;
      readonly lab: string;
    };
  }
}

export async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-scenarios-'));
  provide('assemblies', {
    product: await assemble(join(folder, 'product'), systems, {}),
    trial: await assemble(join(folder, 'trial'), trialSystems, standIn(trial, 'test/scenarios/trial')),
    lab: await assemble(join(folder, 'lab'), labSystems, standIn(lab, 'test/scenarios/lab')),
    office: await assemble(join(folder, 'office'), officeSystems, standIn(office, 'test/scenarios/office')),
  });
  return () => rmSync(folder, { recursive: true });
}
