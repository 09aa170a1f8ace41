/**
 * Cyclic redundancy checks that Node does not bring: CRC-32C (Castagnoli) and CRC-64/NVME, by tables of a byte.
 * Parameters: https://reveng.sourceforge.io/crc-catalogue/all.htm (CRC-32/ISCSI, CRC-64/NVME)
 */

const CASTAGNOLI_REFLECTED = 0x82f63b78;
const NVME_REFLECTED = 0x9a6c9329ac4bc9b5n;

const table32 = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest & 1) !== 0 ? (rest >>> 1) ^ CASTAGNOLI_REFLECTED : rest >>> 1;
  return rest;
});

/** Goes on from an earlier sum, as zlib's crc32 does. */
export function crc32c(bytes: Uint8Array, before = 0): number {
  let rest = ~before;
  for (let i = 0; i < bytes.length; i++) {
    rest = (table32[(rest ^ (bytes[i] as number)) & 0xff] as number) ^ (rest >>> 8);
  }
  return ~rest >>> 0;
}

/** The table in two halves: numbers of 32 bits are fast, BigInt is not. */
const table64 = Array.from({ length: 256 }, (_, byte) => {
  let rest = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) rest = (rest & 1n) !== 0n ? (rest >> 1n) ^ NVME_REFLECTED : rest >> 1n;
  return rest;
});
const high64 = Uint32Array.from(table64, (rest) => Number(rest >> 32n));
const low64 = Uint32Array.from(table64, (rest) => Number(rest & 0xffff_ffffn));

export function crc64Nvme(): { update(bytes: Uint8Array): void; digest(): Buffer } {
  let [high, low] = [0xffff_ffff, 0xffff_ffff];
  return {
    update(bytes) {
      for (let i = 0; i < bytes.length; i++) {
        const at = (low ^ (bytes[i] as number)) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (low64[at] as number);
        high = (high >>> 8) ^ (high64[at] as number);
      }
    },
    digest() {
      const sum = Buffer.alloc(8);
      sum.writeUInt32BE(~high >>> 0, 0);
      sum.writeUInt32BE(~low >>> 0, 4);
      return sum;
    },
  };
}
