/** How often things happened since somebody last asked, for metrics. */

export interface Counts {
  readonly sent: number;
  readonly received: number;
  readonly deleted: number;
  readonly emptyReceives: number;
}

const NOTHING: Counts = { sent: 0, received: 0, deleted: 0, emptyReceives: 0 };

export class Tally {
  readonly #active: () => void;
  #counts = { ...NOTHING };
  #counted = false;

  /** `active` is called at the first count, and at the first after each `take`. */
  constructor(active: () => void) {
    this.#active = active;
  }

  count(what: keyof Counts, times: number): void {
    this.#counts[what] += times;
    if (this.#counted) return;
    this.#counted = true;
    this.#active();
  }

  /** What was counted since the last time. */
  take(): Counts {
    const counts = this.#counts;
    this.#counts = { ...NOTHING };
    this.#counted = false;
    return counts;
  }
}
