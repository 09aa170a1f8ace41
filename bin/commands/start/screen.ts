/** Puts lines on the terminal, each time over the last. Where there is no terminal, it writes nothing. */

export interface Screen {
  draw(lines: readonly string[]): void;
  /** Leaves the last picture where it is. */
  end(): void;
}

const ESC = '\u001b[';

export function createScreen(out: NodeJS.WriteStream = process.stdout): Screen {
  let drawn = 0;
  return {
    draw(lines) {
      if (!out.isTTY) return;
      const shown = lines.slice(0, Math.max(1, out.rows - 1)).map((line) => line.slice(0, out.columns));
      const up = drawn > 0 ? `${ESC}${drawn}A\r` : '';
      out.write(`${up}${shown.map((line) => `${line}${ESC}K\n`).join('')}${ESC}J`);
      drawn = shown.length;
    },
    end() {
      drawn = 0;
    },
  };
}
