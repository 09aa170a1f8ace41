/** AWS's own types, as they look on the wire: moments are seconds since the epoch, binary values are base64 text. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Value } from './data/values.ts';

export type Wire<T> = T extends AttributeValue
  ? Value
  : T extends Date
    ? number
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T;

/** What an action answers, judged by the SDK's type. */
export type Answer<T> = Wire<Omit<T, '$metadata'>>;
