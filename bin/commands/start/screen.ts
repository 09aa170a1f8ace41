/** Puts lines on the terminal, each time over the last. Where there is no terminal, it writes nothing. */

export interface Screen {
  draw(lines: readonly string[]): void;
  /** Puts a line above the picture, where it stays; the next picture is drawn below it. Without a terminal too. */
  print(line: string): void;
  /** Leaves the last picture where it is. */
  end(): void;
}

const ESC = '\u001b[';

export function createScreen(out: NodeJS.WriteStream = process.stdout): Screen {
  let drawn = 0;
  const toTop = (): string => (drawn > 0 ? `${ESC}${drawn}A\r` : '');
  return {
    draw(lines) {
      if (!out.isTTY) return;
      const shown = lines.slice(0, Math.max(1, out.rows - 1)).map((line) => line.slice(0, out.columns));
      out.write(`${toTop()}${shown.map((line) => `${line}${ESC}K\n`).join('')}${ESC}J`);
      drawn = shown.length;
    },
    print(line) {
      out.write(`${toTop()}${drawn > 0 ? `${ESC}J` : ''}${line}\n`);
      drawn = 0;
    },
    end() {
      drawn = 0;
    },
  };
}
