/** Templates write patterns and policies as objects, the API as JSON text. */
import * as z from 'zod';

export const jsonText = z.union([
  z.string(),
  z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value)),
]);
