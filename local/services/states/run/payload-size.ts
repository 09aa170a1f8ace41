/** The limit on what a state or a task may give. */
import { Failure } from '../failure.ts';
import { LARGEST_PAYLOAD_BYTES } from '../limits.ts';

export const isTooLarge = (text: string): boolean =>
  text.length * 3 > LARGEST_PAYLOAD_BYTES && Buffer.byteLength(text) > LARGEST_PAYLOAD_BYTES;

export const tooLarge = (of: string): Failure =>
  new Failure(
    'States.DataLimitExceeded',
    `The state/task '${of}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
