/** Whether a message is one that a step waits for. Pure. */
import type { Message } from '../../contracts/message.ts';
import type { Listening } from '../../contracts/tables/workflows.ts';

/** Sent while the step waits, with the values that it asks for. */
export const hears = (
  { sinceAt, untilAt, where }: Pick<Listening, 'sinceAt' | 'untilAt' | 'where'>,
  message: Message,
) => sinceAt <= message.sentAt && message.sentAt < untilAt && fits(where, message);

/**
 * @param where values that must stand at these paths, such as `{'payload.order': 17}`; an array stands for any of its values
 * @param message as it travels, with its payload
 */
const fits = (where: Readonly<Record<string, unknown>>, message: object): boolean =>
  Object.entries(where).every(([path, wanted]) => {
    const found = valueAt(message, path.split('.'));
    return Array.isArray(wanted) && !Array.isArray(found)
      ? wanted.some((one) => isSame(one, found))
      : isSame(wanted, found);
  });

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return undefined;
  return valueAt((value as Readonly<Record<string, unknown>>)[first], rest);
}

/** As JSON values are: whatever the order of their fields. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  const [left, right] = [a, b] as Readonly<Record<string, unknown>>[];
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(left?.[key], right?.[key]))
  );
}
