/**
 * A demo: one system played to its end on the running stage. start.ts boots the stage, chooses the demo and ends both; what a
 * system's demo sends, shows and counts as a good end is its own, in a module beside this one.
 */
import type { Running } from '../boot.ts';
import type { Options } from '../options.ts';
import type { ApiClient } from '../start/api-client.ts';
import type { Screen } from '../start/screen.ts';

export interface Stage {
  readonly running: Running;
  /** With the admin's key. */
  readonly api: ApiClient;
  readonly screen: Screen;
  /** Nobody watches: as fast as it goes, and no questions. */
  readonly once: boolean;
  /** Aborted when the person at the terminal ends it. */
  readonly signal: AbortSignal;
}

export interface Outcome {
  /** Whether it came to the end that it should. */
  readonly endedWell: boolean;
  /** For programs: one line of JSON at the end of `--once`. */
  readonly figures: Readonly<Record<string, unknown>>;
}

export interface Demo {
  /** `demo with seed 1: 8 vehicles, 120 readings each` */
  readonly title: string;
  /** What a reader should know before it begins. */
  readonly notes: readonly string[];
  /** Tells on the screen what happens, and what came of it. Throws when the stage refuses what it should take. */
  play(stage: Stage): Promise<Outcome>;
}

/** Throws when the options do not fit the demo. */
export type OpenDemo = (options: Options) => Promise<Demo>;
