/** What keeps a definition from being compiled. */
export interface Problem {
  /** Missing where it is the workflow's own. */
  readonly step?: string;
  /** The rule that is broken, and by what: a sentence. */
  readonly rule: string;
  /** What to do: a sentence. */
  readonly remedy: string;
}
