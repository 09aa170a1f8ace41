/**
 * Who may run the next batch. A few cores carry a few batches at a time; without a gate, every mapping would start all it has,
 * and one message would wait behind the backlog of all others. Owns the slots and the turns; batches are the pollers' affair.
 *
 * 1. At most `slots` batches hold a slot, and those who wait take turns, one batch each: a mapping with one message is served
 *    after at most one batch of every other, however much these have.
 * 2. A batch that has run for LONG_BATCH_MS gives its slot back while it goes on: it sleeps, waits for a model or calls
 *    another function, so functions never block each other for good.
 * 3. Invokes through the API pass beside it: somebody waits for them already.
 */

/** Longer than a batch that only computes, short beside what people notice. */
const LONG_BATCH_MS = 25;

/** One who wants to run batches. Starts one and tells of its end by `ended`, or answers false when there is none to run. */
export type Turn = (ended: () => void) => boolean;

export interface Gate {
  /** The next turns are also this one's, until it has nothing to run. */
  want(turn: Turn): void;
  /** It wants nothing any more. */
  forget(turn: Turn): void;
}

/** `after` runs something later; in machine time, because it is the machine's cores that are shared. */
export function createGate(slots: number, after: (waitMs: number, run: () => void) => void): Gate {
  const wanting = new Set<Turn>();
  let taken = 0;
  let serving = false;

  function holdSlot(): () => void {
    let held = true;
    taken += 1;
    const free = (): void => {
      if (!held) return;
      held = false;
      taken -= 1;
      serve();
    };
    return free;
  }

  function serve(): void {
    if (serving) return;
    serving = true;
    for (const turn of wanting) {
      if (taken >= slots) break;
      wanting.delete(turn);
      const free = holdSlot();
      if (!turn(free)) {
        free();
        continue;
      }
      wanting.add(turn); // behind the others: a set keeps the order in which it was filled, and is walked in it
      after(LONG_BATCH_MS, free);
    }
    serving = false;
  }

  return {
    want(turn) {
      wanting.add(turn);
      serve();
    },
    forget: (turn) => wanting.delete(turn),
  };
}
