/** What a bench gives back, as a table for people and as JSON for programs. */
import { cpus } from 'node:os';
import { median, sorted } from './stats.ts';

export interface Figure {
  /** What was measured, on which subject: `Signalbox`, or the peer's name. */
  readonly subject: string;
  readonly measure: string;
  readonly unit: string;
  /** One value a run. Empty when it could not be measured: then `note` says why. */
  readonly runs: readonly number[];
  /** What it should reach, in words: `at least 2,000`. */
  readonly aim?: string;
  readonly note?: string;
}

export interface Report {
  readonly question: string;
  readonly figures: readonly Figure[];
  /** What a reader may not conclude from it. */
  readonly doesNotMeasure: readonly string[];
}

const format = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

export function toTable({ question, figures, doesNotMeasure }: Report): string {
  const rows = figures.map(({ subject, measure, unit, runs, aim, note }) => {
    const ordered = sorted(runs);
    const spread = ordered.length > 1 ? `${format(ordered[0] as number)} – ${format(ordered.at(-1) as number)}` : '';
    return [subject, measure, runs.length ? format(median(runs)) : 'not measured', unit, spread, aim ?? '', note ?? ''];
  });
  const table = [['subject', 'measure', 'median', 'unit', 'min – max', 'aim', 'note'], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const lines = table.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}`;
  return [question, machine, '', ...lines, '', 'Does not measure:', ...doesNotMeasure.map((line) => `- ${line}`)].join(
    '\n',
  );
}

export const toJson = (report: Report): string =>
  JSON.stringify({
    ...report,
    figures: report.figures.map((figure) => ({ ...figure, median: figure.runs.length ? median(figure.runs) : null })),
    cpus: cpus().length,
    node: process.versions.node,
  });
