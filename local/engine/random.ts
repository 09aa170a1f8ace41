/**
 * Randomness, as a parameter: one seeded generator per cloud, so that the same seed gives the same ids, jitter and faults.
 * Not for secrets: those come from node:crypto where they are made.
 */

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** UUID of version 4 in shape. */
  uuid(): string;
  /** Lower-case hexadecimal digits. */
  hex(length: number): string;
  /** Letters and digits as AWS uses them in short ids (lower case). */
  id(length: number): string;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The sfc32 generator (Chris Doty-Humphrey, PractRand): small, fast, 128 bits of state. */
export function seededRandom(seed: number): Random {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  function word(): number {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  }
  for (let i = 0; i < 12; i++) word();

  const octets = (n: number) =>
    `${HEX[(n >>> 24) & 255]}${HEX[(n >>> 16) & 255]}${HEX[(n >>> 8) & 255]}${HEX[n & 255]}`;
  function hex(length: number): string {
    let digits = '';
    while (digits.length < length) digits += octets(word());
    return digits.slice(0, length);
  }
  const below = (bound: number) => Math.floor((word() / 2 ** 32) * bound);
  return {
    next: () => word() / 2 ** 32,
    below,
    hex,
    uuid() {
      const h = octets(word()) + octets(word()) + octets(word()) + octets(word());
      return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${'89ab'[below(4)]}${h.slice(17, 20)}-${h.slice(20)}`;
    },
    id: (length) => Array.from({ length }, () => ALPHABET[below(ALPHABET.length)]).join(''),
  };
}
