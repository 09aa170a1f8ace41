/**
 * Leaves: the values that a pattern tests. Numbers compare as numbers when a double holds exactly what is written; all
 * other numbers compare by their spelling only, as in AWS's own matcher.
 */

/** A number whose spelling says more than a double holds: `0.1000000000000000055`, `1e400`. */
export class WrittenNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Leaf = string | number | boolean | null | WrittenNumber;

/** One alternative of a pattern's list, on one leaf. */
export type Test = (leaf: Leaf) => boolean;

/** Texts that JSON.parse may read wrongly: more than 15 digits in a row, or a three-digit exponent. */
const MAY_LOSE_DIGITS = /\d(?:\.?\d){15}|\d[eE][+-]?\d{3}/;

/** Whether numbers in this JSON text must be read by `parseJson`; false means that JSON.parse loses nothing. */
export const needsWrittenNumbers = (json: string): boolean => MAY_LOSE_DIGITS.test(json);

export function numberLeaf(text: string): number | WrittenNumber {
  const value = Number(text);
  return Number.isFinite(value) && plain(text) === plain(String(value)) ? value + 0 : new WrittenNumber(text);
}

/** Digits and exponent without what does not change the value: `1.50e1`, `15` and `15.0` are all `15e0`. */
function plain(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (!significant) return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
