/** Tags of functions and mappings, by ARN. */
import { parseArn } from '../../engine/arn.ts';
import type { Lambda } from './context.ts';
import { getMapping } from './mapping/rules.ts';
import { invalidValue } from './names.ts';

export type Tags = Readonly<Record<string, string>>;

/** Throws AWS's ResourceNotFoundException. */
export function tagsOf(lambda: Lambda, arn: string): Tags {
  const { kind, id } = parts(arn);
  return kind === 'function' ? lambda.store.get(id).tags : getMapping(lambda, id).tags;
}

export function changeTags(lambda: Lambda, arn: string, change: (before: Tags) => Tags): void {
  const { kind, id } = parts(arn);
  const tags = change(tagsOf(lambda, arn));
  if (kind === 'function') lambda.store.put({ ...lambda.store.get(id), tags });
  else lambda.store.putMapping({ ...getMapping(lambda, id), tags });
}

function parts(arn: string): { kind: 'function' | 'event-source-mapping'; id: string } {
  const [kind, id, rest] = parseArn(arn)?.resource.split(':') ?? [];
  if ((kind !== 'function' && kind !== 'event-source-mapping') || !id || rest !== undefined) {
    throw invalidValue(
      `Tags belong to a function or an event source mapping, named by its unqualified ARN; not to ${arn}.`,
    );
  }
  return { kind, id };
}
