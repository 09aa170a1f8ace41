/** Which bytes of an object a read is about. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (Range, partNumber) */
import { AwsError } from '../../../engine/aws-error.ts';
import { invalidRequest } from '../errors.ts';
import type { StoredObject } from '../model.ts';

export interface Bytes {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Whether it was asked for as a part of the object: answered with 206. */
  readonly partial: boolean;
}

/** Several ranges, and what is no range of bytes, count as none: the whole object. Throws InvalidRange, InvalidPartNumber. */
export function bytesOf(object: StoredObject, range: string | undefined, partNumber: number | undefined): Bytes {
  if (partNumber !== undefined) {
    if (range !== undefined) throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
    return bytesOfPart(object, partNumber);
  }
  const { size } = object;
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? '') ?? [];
  if ((from === '' && to === '') || (from !== '' && to !== '' && Number(from) > Number(to)))
    return { start: 0, end: size, partial: false };
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size : Math.min(size, Number(to) + 1);
  if (start >= size) {
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', {
      status: 416,
      members: { RangeRequested: range, ActualObjectSize: size },
    });
  }
  return { start, end, partial: true };
}

function bytesOfPart({ parts, size }: StoredObject, partNumber: number): Bytes {
  const sizes = parts ?? [{ number: 1, size }];
  const at = parts ? sizes.findIndex(({ number }) => number === partNumber) : partNumber - 1;
  const part = sizes[at];
  if (!part) {
    throw new AwsError('InvalidPartNumber', 'The requested partnumber is not satisfiable', {
      status: 416,
      members: { PartNumberRequested: partNumber, ActualPartCount: sizes.length },
    });
  }
  const start = sizes.slice(0, at).reduce((sum, { size: before }) => sum + before, 0);
  return { start, end: start + part.size, partial: size > 0 };
}
