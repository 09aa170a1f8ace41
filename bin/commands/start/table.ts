/** Columns of text for a terminal. Owns widths, knows no colours and no contents. */

/** Rows as aligned columns; a cell longer than its column's widest allowed is cut. */
export function columns(rows: readonly (readonly string[])[], widest = 48): string[] {
  const cut = rows.map((row) => row.map((cell) => (cell.length > widest ? `${cell.slice(0, widest - 1)}…` : cell)));
  const widths = (cut[0] ?? []).map((_, i) => Math.max(...cut.map((row) => (row[i] ?? '').length)));
  return cut.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
