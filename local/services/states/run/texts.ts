/**
 * The JSON texts of the values that a branch works with. A value is written several times as it goes through a state (what
 * entered, what the task was given, the frame, what left): its text is made once. Values are never changed in place.
 */
import type { Json } from '../../../engine/service.ts';

/** Input and arguments of a state, when they are not the same. */
const KEPT = 2;

export class Texts {
  readonly #known: { readonly value: object; readonly text: string }[] = [];

  of(value: Json): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const known = this.#known.find((one) => one.value === value);
    if (known) return known.text;
    const text = JSON.stringify(value);
    this.#known.unshift({ value, text });
    if (this.#known.length > KEPT) this.#known.pop();
    return text;
  }
}
