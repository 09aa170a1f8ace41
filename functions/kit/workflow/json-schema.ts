/** The JSON Schema that a definition gives for its input or its output, as something that checks. */
import * as z from 'zod';
import type { JsonSchema } from '../../../contracts/workflow.ts';

const made = new WeakMap<JsonSchema, z.ZodType>();

/** Throws for a schema that zod cannot read, with the reason. */
export function checkerOf(schema: JsonSchema): z.ZodType {
  const known = made.get(schema);
  if (known) return known;
  const checker = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  made.set(schema, checker);
  return checker;
}
