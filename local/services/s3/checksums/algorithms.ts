/**
 * The checksums of S3: CRC32, CRC32C, CRC64NVME, SHA1 and SHA256, fed piece by piece.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c, crc64Nvme } from './crc.ts';

export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** `x-amz-checksum-crc32` */
export const checksumHeader = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** `ChecksumCRC32`, as it stands in XML. */
export const checksumElement = (algorithm: ChecksumAlgorithm): `Checksum${ChecksumAlgorithm}` => `Checksum${algorithm}`;

export const CHECKSUM_BYTES: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};

export interface Summing {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

export function summing(algorithm: ChecksumAlgorithm): Summing {
  if (algorithm === 'SHA1' || algorithm === 'SHA256') {
    const hash = createHash(algorithm.toLowerCase());
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  }
  if (algorithm === 'CRC64NVME') return crc64Nvme();
  let sum = 0;
  return {
    update(bytes) {
      sum = algorithm === 'CRC32' ? crc32(bytes, sum) : crc32c(bytes, sum);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(sum >>> 0);
      return bytes;
    },
  };
}
