/** Changes an entry of an agent's state when others may change it too: reads, decides, writes if nobody was faster, else again. */
import type { State } from './state.ts';

/** Each try that loses reads what the other wrote. */
const TRIES = 10;

export interface Changed<T, R> {
  /** Undefined leaves the entry as it is. */
  readonly value: T | undefined;
  readonly result: R;
}

export interface ChangeOptions {
  /** The entry is gone from then on. Without it, it stays. */
  readonly keepUntil?: Date;
  /** Most likely there is no such entry yet: the first try saves the read. */
  readonly isLikelyNew?: boolean;
}

/** What `decide` gave for the state that was in force. Throws when others were faster every time: the message is handled again. */
export async function change<T, R>(
  state: State,
  partition: string,
  key: string,
  decide: (before: T | undefined) => Changed<T, R>,
  { keepUntil, isLikelyNew = false }: ChangeOptions = {},
): Promise<R> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const entry = isLikelyNew && attempt === 1 ? undefined : await state.get<T>(partition, key);
    const { value, result } = decide(entry?.value);
    const options = { ifVersion: entry?.version ?? 0, ...(keepUntil && { keepUntil }) };
    if (value === undefined || (await state.put(partition, key, value, options))) return result;
  }
  throw new Error(`${partition}/${key} was changed by others ${TRIES} times running; the message is handled again.`);
}
