/** Remembers an answer for a while, so that many who ask at once cost one look. A failure is not remembered. */

/** @param nowMs a clock that never steps back */
export function memo<T>(holdsMs: number, nowMs: () => number, look: () => Promise<T>): () => Promise<T> {
  let kept: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    if (kept && nowMs() - kept.at < holdsMs) return kept.answer;
    const mine = { at: nowMs(), answer: look() };
    kept = mine;
    mine.answer.catch(() => {
      if (kept === mine) kept = undefined;
    });
    return mine.answer;
  };
}
