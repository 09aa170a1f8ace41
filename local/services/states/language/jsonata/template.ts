/** JSONata in a field: every string `{% … %}` within a JSON value is an expression; all else stands for itself. */
import type { Json } from '../../../../engine/service.ts';
import { type Bindings, evaluate, expressionIn } from './evaluate.ts';
import type { Surroundings } from './functions.ts';

/** `field` names the place for errors: `Output/result/0`. */
export async function fillJsonata(
  template: Json,
  field: string,
  bindings: Bindings,
  surroundings: Surroundings,
): Promise<Json> {
  if (typeof template === 'string') {
    const source = expressionIn(template);
    return source === undefined ? template : await evaluate(source, field, bindings, surroundings);
  }
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) {
    const items: Json[] = [];
    for (const [i, item] of template.entries())
      items.push(await fillJsonata(item as Json, `${field}[${i}]`, bindings, surroundings));
    return items;
  }
  const members: Record<string, Json> = {};
  for (const [key, value] of Object.entries(template as Record<string, Json>))
    members[key] = await fillJsonata(value, `${field}/${key}`, bindings, surroundings);
  return members;
}
