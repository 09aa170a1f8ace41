/** Rounding of numbers that leave this domain: an answer of 17 digits claims what nobody knows, and fills a table row. */

/** A number with so many significant digits. */
export function toDigits(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}
