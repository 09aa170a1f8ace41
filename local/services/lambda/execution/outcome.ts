/** What became of one request of a function. */
export interface Outcome {
  readonly payload: string;
  readonly failed: boolean;
  readonly durationMs: number;
  /** Set on the first request of an environment. */
  readonly initMs?: number;
  readonly usedMb: number;
  readonly timedOut?: true;
  /** Set when the function streamed its answer. The bytes are empty when someone read along; `payload` is their text. */
  readonly streamed?: { readonly contentType: string; readonly bytes: Buffer };
}
