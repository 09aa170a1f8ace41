/** What may be longer than the style allows, each with the reason why splitting it would make it worse. */
import type { LengthExceptions } from './checks/length.ts';

export const LENGTH_EXCEPTIONS: LengthExceptions = {};
