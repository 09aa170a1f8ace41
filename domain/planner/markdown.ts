/** Markdown as the reports need it: sections, tables, and texts from elsewhere that must not become markup. */

export const section = (title: string, body: readonly string[]): string =>
  body.length ? `## ${title}\n\n${body.join('\n').trimEnd()}` : '';
export const day = (at: string): string => at.slice(0, 10);
export const minute = (at: string): string => at.slice(0, 16).replace('T', ' ');
export const many = (n: number, one: string, more = `${one}s`): string => `${n} ${n === 1 ? one : more}`;
/** Text from elsewhere must not break a table or become markup. */
export const cell = (text: string): string =>
  text
    .replaceAll(/[\\`*_[\]<>|]/g, (sign) => `\\${sign}`)
    .replaceAll(/\s+/g, ' ')
    .slice(0, 300);
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(...head),
  row(...head.map(() => '---')),
  ...rows.map((cells) => row(...cells)),
];

export const names = (ids: readonly string[]): string =>
  ids.length <= 12 ? ids.map(cell).join(', ') : `${ids.slice(0, 12).map(cell).join(', ')} and ${ids.length - 12} more`;
