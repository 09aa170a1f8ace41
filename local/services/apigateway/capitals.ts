/** Templates write members with a capital (`RouteKey`), the wire without one (`routeKey`). One shape serves both. */
import * as z from 'zod';

/**
 * A strict schema that takes the shape's members with a capital and gives them as the shape has them; objects inside it
 * likewise. Keys of maps stay as they are: they are names of the user's.
 */
export function withCapitals<S extends z.ZodRawShape>(
  shape: S,
  more: z.ZodRawShape = {},
): z.ZodType<z.output<z.ZodObject<S>> & { readonly ApiId: string }> {
  const capitals = Object.entries(shape).map(([name, type]) => [capital(name), inside(type as z.ZodType)]);
  const names = new Map(Object.keys(shape).map((name) => [capital(name), name]));
  return z
    .strictObject({ ...Object.fromEntries(capitals), ...more })
    .transform((given) =>
      Object.fromEntries(
        Object.entries(given).flatMap(([name, value]) =>
          value === undefined ? [] : [[names.get(name) ?? name, value]],
        ),
      ),
    ) as never;
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

function inside(type: z.ZodType): z.ZodType {
  if (type instanceof z.ZodOptional) return inside(type.unwrap() as z.ZodType).optional();
  if (type instanceof z.ZodObject) return withCapitals(type.shape);
  if (type instanceof z.ZodRecord) return z.record(z.string(), inside(type.valueType as z.ZodType));
  return type;
}
