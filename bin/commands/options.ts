/** What the command line was given, checked. */
export interface Options {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where the local cloud keeps its state. */
  readonly data: string | undefined;
  /** Whose demo is played. */
  readonly system: string;
  readonly once: boolean;
  /** For machines. */
  readonly json: boolean;
  /** What the command is about: `workflow FILE`. */
  readonly subjects: readonly string[];
  /** A data set in C-MAPSS layout. */
  readonly telemetry: string | undefined;
  /** Of the demo's simulator. */
  readonly seed: number | undefined;
}
