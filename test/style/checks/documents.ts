/**
 * Documents: every relative link leads to a file, and to a heading where it names one; every service of the local
 * cloud tells in its README what it supports, and what it does not.
 *
 * The table of a README has a column `Supported`, whose cells begin with Yes, No or Partly.
 */
import { posix } from 'node:path';
import type { Complaint, Source } from './source.ts';

const LINK = /(?<!!)\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)|!\[[^\]]*\]\(([^)\s]+)\)/g;

/** The links of `documents` that lead nowhere. `exists` answers for files and folders relative to the root. */
export function checkLinks(documents: readonly Source[], exists: (path: string) => boolean): Complaint[] {
  const texts = new Map(documents.map(({ path, text }) => [path, text]));
  return documents.flatMap((document) => {
    const complaints: Complaint[] = [];
    for (const target of linksOf(document)) {
      const [file = '', heading] = target.split('#');
      const path = file === '' ? document.path : posix.join(posix.dirname(document.path), decodeURI(file));
      if (!exists(path)) complaints.push(`${document.path}: the link ${target} leads to no file`);
      else if (heading && texts.has(path) && !headingsOf(texts.get(path) ?? '').has(heading))
        complaints.push(`${document.path}: the link ${target} leads to no heading`);
    }
    return complaints;
  });
}

/** The relative links of a document, those in code left out. */
export function linksOf({ text }: Source): string[] {
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(LINK)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((target) => !/^[a-z]+:/i.test(target));
}

function headingsOf(text: string): Set<string> {
  const titles = [...text.matchAll(/^#{1,6}\s+(.+)$/gm)].map(([, title = '']) => title);
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}

/** The services (`sqs`, …) whose README is missing, has no table of what is supported, or has no "No" row. */
export function checkServices(services: readonly string[], readmes: readonly Source[]): Complaint[] {
  return services.flatMap((service) => {
    const path = `local/services/${service}/README.md`;
    const readme = readmes.find((document) => document.path === path);
    if (!readme) return [`${path}: missing: tell what the service supports`];
    const cells = supportedCells(readme.text);
    if (cells.length === 0) return [`${path}: no table with a column "Supported"`];
    const bad = cells.filter((cell) => !/^(yes|no|partly)\b/i.test(cell));
    const complaints = bad.map((cell) => `${path}: "${cell}" under Supported: begin with Yes, No or Partly`);
    if (!cells.some((cell) => /^no\b/i.test(cell))) complaints.push(`${path}: no "No" row: tell what is not supported`);
    return complaints;
  });
}

function supportedCells(text: string): string[] {
  const cells: string[] = [];
  let column = -1;
  for (const line of text.split('\n')) {
    const row = /^\s*\|(.*)\|\s*$/
      .exec(line)?.[1]
      ?.split(/(?<!\\)\|/)
      .map((cell) => cell.replace(/[*`]/g, '').trim());
    if (!row) column = -1;
    else if (column === -1) column = row.findIndex((cell) => /^supported\b/i.test(cell));
    else if (!row.every((cell) => /^:?-+:?$/.test(cell))) cells.push(row[column] ?? '');
  }
  return cells;
}
