/** A text file of the repository, as the style checks take it. A check is a pure function: it reads no disk. */
export interface Source {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** One complaint: where, what the rule is, what is there, what to do. */
export type Complaint = string;
