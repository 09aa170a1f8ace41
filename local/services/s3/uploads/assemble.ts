/** From parts to an object: which were chosen, whether they fit, and the digests of the whole. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../../../engine/aws-error.ts';
import { type ChecksumAlgorithm, checksumElement, checksumHeader, summing } from '../checksums/algorithms.ts';
import { invalidRequest } from '../errors.ts';
import { SMALLEST_PART_BYTES } from '../limits.ts';
import type { Checksum, Content, Part, Upload } from '../model.ts';
import type { Files } from '../objects/files.ts';

type Named = { readonly PartNumber: number; readonly ETag: string } & {
  readonly [K in `Checksum${ChecksumAlgorithm}`]?: string | undefined;
};

/** The parts that the caller names. Throws InvalidPartOrder, InvalidPart. */
export function choose(parts: readonly Part[], named: readonly Named[]): Part[] {
  const byNumber = new Map(parts.map((part) => [part.number, part]));
  if (named.some(({ PartNumber }, at) => at > 0 && PartNumber <= (named[at - 1]?.PartNumber ?? 0))) {
    throw new AwsError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    );
  }
  return named.map((one) => {
    const part = byNumber.get(one.PartNumber);
    const etag = one.ETag.replace(/^"|"$/g, '');
    const sum = part?.checksum && one[checksumElement(part.checksum.algorithm)];
    if (part && part.etag === etag && (sum === undefined || sum === part.checksum?.value)) return part;
    throw new AwsError(
      'InvalidPart',
      "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      { members: { PartNumber: one.PartNumber, ETag: etag } },
    );
  });
}

/** Throws EntityTooSmall for a part that is too small and not the last, InvalidRequest for another size than was said. */
export function checkChosen(chosen: readonly Part[], sizeSaid: number | undefined): void {
  const small = chosen.slice(0, -1).find(({ size }) => size < SMALLEST_PART_BYTES);
  if (small) {
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
      members: {
        ProposedSize: small.size,
        MinSizeAllowed: SMALLEST_PART_BYTES,
        PartNumber: small.number,
        ETag: small.etag,
      },
    });
  }
  const size = chosen.reduce((sum, part) => sum + part.size, 0);
  if (sizeSaid !== undefined && sizeSaid !== size) {
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${sizeSaid} does not match what was computed: ${size}`,
    );
  }
}

/** MD5 of the MD5s of the parts, and their number. */
export function etagOf(chosen: readonly Part[]): string {
  const hash = createHash('md5');
  for (const { etag } of chosen) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${chosen.length}`;
}

/** Of the bytes, or of the checksums of the parts, as the upload said when it began. */
export function wholeChecksum(upload: Upload, chosen: readonly Part[], content: Content): Checksum {
  const { algorithm = 'CRC64NVME', type = 'FULL_OBJECT' } = upload.checksum ?? {};
  if (type === 'FULL_OBJECT') return { algorithm, type, value: content.checksum?.value ?? '' };
  const sum = summing(algorithm);
  for (const { checksum } of chosen) sum.update(Buffer.from(checksum?.value ?? '', 'base64'));
  return { algorithm, type, value: `${sum.digest().toString('base64')}-${chosen.length}` };
}

/** Throws BadDigest, InvalidRequest when the caller said otherwise of the whole; the file is gone then. */
export function checkWhole(
  files: Files,
  { file }: Content,
  { algorithm, type, value }: Checksum,
  typeSaid: Checksum['type'] | undefined,
  headers: IncomingHttpHeaders,
): void {
  const said = headers[checksumHeader(algorithm)]?.toString();
  const refusal =
    typeSaid !== undefined && typeSaid !== type
      ? invalidRequest(
          `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
        )
      : said !== undefined && said.replace(/-\d+$/, '') !== value.replace(/-\d+$/, '')
        ? new AwsError(
            'BadDigest',
            `The ${algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
          )
        : undefined;
  if (!refusal) return;
  files.remove([file]);
  throw refusal;
}
