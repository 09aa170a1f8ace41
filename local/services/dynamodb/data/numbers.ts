/**
 * DynamoDB's numbers: decimals of up to 38 digits, from 1E-130 to 9.99…E+125, kept as text in one canonical form (no
 * exponent, no superfluous zero), so that equal numbers are equal texts.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */

const LONGEST_DIGITS = 38;
const LARGEST_EXPONENT = 125;
const CANONICAL = /^(?:0|-?(?:[1-9]\d*|0(?=\.))(?:\.\d*[1-9])?)$/;

/** Decimal digits without zeros at either end, and the power of ten of the first one. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** Whether a text is canonical and surely in range: up to 38 characters. Others need a closer look. */
export const isPlainNumber = (text: string): boolean => text.length <= LONGEST_DIGITS && CANONICAL.test(text);

function decimal(text: string): Decimal {
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const all = whole + fraction;
  let first = 0;
  while (first < all.length && all[first] === '0') first++;
  let last = all.length;
  while (last > first && all[last - 1] === '0') last--;
  return {
    negative,
    digits: all.slice(first, last) || '0',
    exponent: first === all.length ? 0 : whole.length - 1 - first,
  };
}

/** Hexadecimal-like text that sorts as the number does, once `/` or the end follows it. Needs canonical text. */
export function sortableNumber(text: string): string {
  if (text === '0') return '1000';
  const { negative, digits, exponent } = decimal(text);
  const power = (negative ? LARGEST_EXPONENT - exponent : 130 + exponent).toString(16).padStart(2, '0');
  return negative ? `0${power}${tensComplement(digits)}` : `1${power}${digits}`;
}

/** Turns the order of digits around: nine minus each, ten minus the last (which is never zero). */
function tensComplement(digits: string): string {
  let turned = '';
  for (let i = 0; i < digits.length; i++) turned += (i === digits.length - 1 ? 10 : 9) - Number(digits[i]);
  return turned;
}

/** Negative, zero or positive, as the first is below, equal to or above the second. Needs canonical texts. */
export function compareNumbers(left: string, right: string): number {
  if (left.length < 16 && right.length < 16) return Number(left) - Number(right);
  const [a, b] = [sortableNumber(left), sortableNumber(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Bytes that a number takes: a byte for two digits, one more for the exponent, one for the sign. */
export function numberBytes(text: string): number {
  if (text === '0') return 1;
  const { negative, digits, exponent } = decimal(text);
  const uneven = digits.length % 2 || exponent % 2 ? 0 : 1;
  return 1 + Math.ceil(digits.length / 2) + uneven + (negative ? 1 : 0);
}

/** The exact sum in canonical text. Undefined when it is out of range or has more than 38 digits. */
export function add(left: string, right: string, sign: 1 | -1 = 1): string | undefined {
  const [a, b] = [scaled(left), scaled(right)];
  const scale = Math.max(a.scale, b.scale);
  const sum = a.whole * 10n ** BigInt(scale - a.scale) + BigInt(sign) * b.whole * 10n ** BigInt(scale - b.scale);
  const text = canonical(sum, scale);
  const { digits, exponent } = decimal(text);
  return digits.length > LONGEST_DIGITS || exponent > LARGEST_EXPONENT ? undefined : text;
}

function scaled(text: string): { whole: bigint; scale: number } {
  const point = text.indexOf('.');
  return point < 0
    ? { whole: BigInt(text), scale: 0 }
    : { whole: BigInt(text.replace('.', '')), scale: text.length - point - 1 };
}

function canonical(whole: bigint, scale: number): string {
  const digits = (whole < 0n ? -whole : whole).toString().padStart(scale + 1, '0');
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  const sign = whole < 0n ? '-' : '';
  return scale === 0 ? `${whole}` : `${sign}${digits.slice(0, -scale)}${fraction && `.${fraction}`}`;
}
