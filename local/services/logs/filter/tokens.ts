/** The words of a filter pattern: terms with their sign, or the tokens of a JSON pattern. */

const TERM = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|([^\s"]+))/y;

/** A word that lines are asked for. */
export interface Term {
  readonly sign: '' | '?' | '-';
  readonly found: (line: string) => boolean;
}

/** Undefined when the text is not a list of terms. */
export function terms(pattern: string): Term[] | undefined {
  const list: Term[] = [];
  TERM.lastIndex = 0;
  let end = 0;
  for (let match = TERM.exec(pattern); match; match = TERM.exec(pattern)) {
    const [, sign = '', quoted, regex, word] = match;
    const test = regex === undefined ? undefined : expression(regex);
    if (regex !== undefined && !test) return undefined;
    const text = quoted === undefined ? (word ?? '') : quoted.replace(/\\(.)/g, '$1');
    list.push({ sign: sign as Term['sign'], found: test ? (line) => test.test(line) : (line) => line.includes(text) });
    end = TERM.lastIndex;
  }
  return pattern.slice(end).trim() === '' ? list : undefined;
}

/** The regular expressions of filter patterns: a small dialect, so one that is not of it is not taken. */
export function expression(source: string): RegExp | undefined {
  if (/[({]\?|\\[1-9]/.test(source)) return undefined;
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

const TOKEN =
  /\s*(&&|\|\||<=|>=|!=|[()=<>]|%[^%]+%|"(?:[^"\\]|\\.)*"|\$(?:\.?[\w:@/-]+|\.\["[^"]*"\]|\["[^"]*"\]|\[(?:\d+|\*)\])*|[^\s()=<>!&|"]+)/y;

/** Undefined when something in the text is no token. */
export function jsonTokens(text: string): string[] | undefined {
  const list: string[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    list.push(match[1] ?? '');
    end = TOKEN.lastIndex;
  }
  return text.slice(end).trim() === '' ? list : undefined;
}
