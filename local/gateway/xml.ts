/** XML as AWS's query and REST protocols write it: members as elements, lists as `<member>`. Writing only. */
import { WireMap } from '../engine/wire-map.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

/** The content of an element. Undefined and null members are left out; dates become ISO 8601. */
export function toXml(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => `<member>${toXml(item)}</member>`).join('');
  if (value instanceof WireMap)
    return Object.entries(value.entries)
      .map(([key, member]) => `<entry><key>${escaped(key)}</key><value>${toXml(member)}</value></entry>`)
      .join('');
  if (typeof value !== 'object') return escaped(String(value));
  return Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .map(([key, member]) => `<${key}>${toXml(member)}</${key}>`)
    .join('');
}
