/**
 * Access keys that name a role. The key itself carries account, path, role and session, so it needs no table, stays the same
 * for the same role and session, and means the same after a restart. It is no secret: signatures are not verified here.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const PREFIX = 'ASIA';

export interface RoleSession {
  readonly roleArn: string;
  readonly session: string;
}

/** The key of a session of a role. */
export const keyOf = ({ roleArn, session }: RoleSession): string => PREFIX + encode(`${roleArn} ${session}`);

/** The session that a key names; undefined for any other key. */
export function sessionOf(key: string): RoleSession | undefined {
  if (!key.startsWith(PREFIX)) return undefined;
  const [roleArn = '', session] = decode(key.slice(PREFIX.length)).split(' ');
  return session !== undefined && /^arn:[^:]+:iam::\d*:role\/./.test(roleArn) ? { roleArn, session } : undefined;
}

/** Base 32 of the UTF-8 bytes, unpadded: https://www.rfc-editor.org/rfc/rfc4648#section-6 */
function encode(text: string): string {
  let [bits, held, digits] = [0, 0, ''];
  for (const byte of Buffer.from(text)) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      digits += ALPHABET[(held >>> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits ? digits + ALPHABET[(held << (5 - bits)) & 31] : digits;
}

function decode(digits: string): string {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const digit of digits) {
    const value = ALPHABET.indexOf(digit);
    if (value < 0) return '';
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >>> bits) & 255);
    }
    held &= (1 << bits) - 1;
  }
  return Buffer.from(bytes).toString();
}
