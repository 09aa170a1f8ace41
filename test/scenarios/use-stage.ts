/**
 * The stage of a test file, whose time stands until the test has it put forward: started before its first test; after its last, none of its
 * functions may have crashed.
 */
import { afterAll, beforeAll, expect, inject } from 'vitest';
import type { LocalCloudOptions } from '../../local/local-cloud.ts';
import { type Stage, startStage } from '../kit/stage.ts';

export interface StageOfFile extends Stage {
  /** Lets time pass: when all is done that can be done, the clock is put forward, through all that is due by then. */
  pass(ms: number): Promise<void>;
}

export async function openStage(
  name: 'product' | 'trial' | 'office' | 'lab',
  options: LocalCloudOptions = {},
): Promise<StageOfFile> {
  const stage = await startStage(inject('assemblies')[name], { clock: 'skip', held: true, ...options });
  return {
    ...stage,
    async pass(ms) {
      await stage.quiet();
      await stage.cloud.advance(ms);
      await stage.quiet();
    },
  };
}

/** The stage, once the tests run. */
export function useStage(
  name: 'product' | 'trial' | 'office' | 'lab',
  options: LocalCloudOptions = {},
): () => StageOfFile {
  let stage: StageOfFile | undefined;
  beforeAll(async () => {
    stage = await openStage(name, options);
  });
  afterAll(async () => {
    await stage?.idle();
    const crashes = stage?.crashes() ?? [];
    await stage?.close();
    expect(crashes).toEqual([]);
  });
  return () => {
    if (!stage) throw new Error('The stage is up while tests run, and not before.');
    return stage;
  };
}
