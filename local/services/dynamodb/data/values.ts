/** DynamoDB's values as they travel in JSON and lie in the store: binary is base64 text, numbers are decimal text. */

export interface Value {
  S?: string;
  N?: string;
  B?: string;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  BOOL?: boolean;
  NULL?: boolean;
  L?: Value[];
  M?: Item;
}

export type Item = { [attribute: string]: Value };

export type ValueType = keyof Value;

/** Step in a document path: a name, or an index of a list. */
export type Path = readonly (string | number)[];

/** The one type that a value has. */
export function typeOf(value: Value): ValueType | undefined {
  for (const type in value) return type as ValueType;
  return undefined;
}

/** What lies at a path; undefined when nothing does. */
export function valueAt(item: Item | undefined, path: Path): Value | undefined {
  const [head, ...rest] = path;
  let found = item?.[head as string];
  for (const step of rest) {
    if (!found) return undefined;
    found = typeof step === 'number' ? found.L?.[step] : found.M?.[step];
  }
  return found;
}

/** The set in a value, whatever it is a set of. */
export const setIn = (value: Value): string[] | undefined => value.SS ?? value.NS ?? value.BS;

/** Lists and maps around the deepest value. */
export function depthOf(value: Value): number {
  const inner = value.L ?? (value.M && Object.values(value.M));
  return inner ? 1 + Math.max(0, ...inner.map(depthOf)) : 0;
}

/** As DynamoDB compares: sets without order, documents in depth. Numbers are in canonical text, so text decides. */
export function equal(left: Value, right: Value): boolean {
  const type = typeOf(left);
  if (type === undefined || type !== typeOf(right)) return false;
  if (type === 'L') return equalLists(left.L ?? [], right.L ?? []);
  if (type === 'M') return equalMaps(left.M ?? {}, right.M ?? {});
  const set = setIn(left);
  if (!set) return left[type] === right[type];
  const other = setIn(right) ?? [];
  return set.length === other.length && set.every((member) => other.includes(member));
}

const equalLists = (left: Value[], right: Value[]): boolean =>
  left.length === right.length && left.every((value, index) => equal(value, right[index] ?? {}));

function equalMaps(left: Item, right: Item): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length && names.every((name) => equal(left[name] ?? {}, right[name] ?? {}))
  );
}
