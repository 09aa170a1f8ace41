/** The stage of a test file: started before its first test; after its last, none of its functions may have crashed. */
import { afterAll, beforeAll, expect, inject } from 'vitest';
import type { LocalCloudOptions } from '../../local/local-cloud.ts';
import { type JumpingClock, jumpingClock } from '../kit/jumping-clock.ts';
import { type Stage, startStage } from '../kit/stage.ts';

export interface StageOfFile extends Stage {
  readonly clock: JumpingClock;
  /** Lets time pass: when all is done that can be done, the clock is put forward, and what was due by then is done. */
  pass(ms: number): Promise<void>;
}

export async function openStage(name: 'product' | 'trial', options: LocalCloudOptions = {}): Promise<StageOfFile> {
  const clock = jumpingClock();
  const stage = await startStage(inject('assemblies')[name], { clock, ...options });
  return {
    ...stage,
    clock,
    async pass(ms) {
      await stage.quiet();
      clock.jump(ms);
      await stage.quiet();
    },
  };
}

/** The stage, once the tests run. */
export function useStage(name: 'product' | 'trial'): () => StageOfFile {
  let stage: StageOfFile | undefined;
  beforeAll(async () => {
    stage = await openStage(name);
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
