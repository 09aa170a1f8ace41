/**
 * Input templates. A `<variable>` inside quotes is written as text, one outside as JSON; what the event does not have is
 * empty. Lists and objects inside quotes lose their own quotes, as on AWS. The result keeps the template's white space.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */

interface Variable {
  readonly name: string;
  readonly quoted: boolean;
}

export type Template = readonly (string | Variable)[];

const PART = /\\.|"|<([\w.-]+)>/gs;

export function parseTemplate(text: string): Template {
  const parts: (string | Variable)[] = [];
  let quoted = false;
  let from = 0;
  for (const { 0: part, 1: name, index } of text.matchAll(PART)) {
    if (part === '"') quoted = !quoted;
    if (name === undefined) continue;
    parts.push(text.slice(from, index), { name, quoted });
    from = index + part.length;
  }
  parts.push(text.slice(from));
  return parts;
}

export const variablesOf = (template: Template): string[] =>
  template.flatMap((part) => (typeof part === 'string' ? [] : [part.name]));

export const fillTemplate = (template: Template, variable: (name: string) => unknown): string =>
  template
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = variable(part.name);
      return part.quoted ? inQuotes(value) : JSON.stringify(value ?? '');
    })
    .join('');

function inQuotes(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return JSON.stringify(value).slice(1, -1);
  return JSON.stringify(value).replaceAll('"', '');
}
