/** IP addresses as bytes, and blocks of them: `10.0.0.0/24`, `2001:db8::/32`. */
import { isIPv4, isIPv6 } from 'node:net';

/** Four or sixteen bytes; undefined when the text is no address. */
function ipBytes(text: string): number[] | undefined {
  if (isIPv4(text)) return text.split('.').map(Number);
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = dotted ? (dotted[2] ?? '').split('.').map(Number) : [];
  const words = (dotted ? (dotted[1] ?? '').replace(/([^:]):$/, '$1') : text).split('::');
  const bytes = (part: string | undefined): number[] =>
    (part ?? '')
      .split(':')
      .filter((word) => word !== '')
      .flatMap((word) => {
        const value = Number.parseInt(word, 16);
        return [value >> 8, value & 255];
      });
  const head = bytes(words[0]);
  const rest = [...bytes(words[1]), ...tail];
  return [...head, ...Array<number>(16 - head.length - rest.length).fill(0), ...rest];
}

/** A test for one block. Throws a sentence when the block is malformed. */
export function cidrTest(block: string): (text: string) => boolean {
  const [address = '', mask = '', more] = block.split('/');
  if (mask === '' || more !== undefined) throw new Error("Malformed CIDR, one '/' required");
  if (!/^[+-]?\d+$/.test(mask)) throw new Error('Malformed CIDR, mask bits must be an integer');
  const bits = Number(mask);
  if (bits < 0) throw new Error('Malformed CIDR, mask bits must not be negative');
  const wanted = ipBytes(address);
  if (!wanted) throw new Error(`Nonstandard IP address: ${address}`);
  const width = wanted.length * 8;
  if (bits >= width) throw new Error(`${width === 32 ? 'IPv4' : 'IPv6'} mask bits must be < ${width}`);
  return (text) => {
    const found = ipBytes(text);
    return found?.length === wanted.length && samePrefix(found, wanted, bits);
  };
}

function samePrefix(a: readonly number[], b: readonly number[], bits: number): boolean {
  for (let i = 0, left = bits; left > 0; i++, left -= 8) {
    const shift = Math.max(0, 8 - left);
    if ((a[i] ?? 0) >> shift !== (b[i] ?? 0) >> shift) return false;
  }
  return true;
}
