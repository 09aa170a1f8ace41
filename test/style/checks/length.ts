/**
 * Length: a file has at most 400 lines and a function at most 70, unless the exception list gives a reason.
 *
 * Rules:
 *  1. A function counts from its first line to its last. The bodies of `describe` are not counted: each test in
 *     them is a function of its own.
 *  2. An exception that is not needed any more is a complaint too, so the list can only shrink.
 */
import * as ts from 'typescript';
import type { Complaint, Source } from './source.ts';

const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 70;

/** `path`, or `path#function` for one function of it, and why splitting it would make it worse. */
export type LengthExceptions = Readonly<Record<string, string>>;

/** What is too long in `sources` and has no reason, and which reasons are stale. */
export function checkLengths(sources: readonly Source[], exceptions: LengthExceptions): Complaint[] {
  const tooLong = new Map<string, Complaint>();
  for (const source of sources) {
    const lines = source.text.trimEnd().split('\n').length;
    if (lines > MAX_FILE_LINES) tooLong.set(source.path, tell(source.path, lines, MAX_FILE_LINES));
    for (const { name, length } of functionsOf(source)) {
      const place = `${source.path}#${name}`;
      if (length > MAX_FUNCTION_LINES) tooLong.set(place, tell(place, length, MAX_FUNCTION_LINES));
    }
  }
  const complaints = [...tooLong]
    .filter(([place]) => exceptions[place] === undefined)
    .map(([, complaint]) => complaint);
  const stale = Object.keys(exceptions).filter((place) => !tooLong.has(place));
  return [...complaints, ...stale.map((place) => `${place}: is not too long any more: take it off the exception list`)];
}

function tell(place: string, lines: number, most: number): Complaint {
  return `${place}: ${lines} lines, at most ${most}: split it, or give a reason in test/style/exceptions.ts`;
}

/** Every function of a module with its length in lines. */
export function functionsOf({ path, text }: Source): { name: string; length: number }[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position: number): number => file.getLineAndCharacterOfPosition(position).line;
  const found: { name: string; length: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body && !isDescribeBody(node)) {
      found.push({ name: nameOf(node), length: lineOf(node.getEnd()) - lineOf(node.getStart()) + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isDescribeBody(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (node.name) return node.name.getText();
  const parent = node.parent;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return 'anonymous';
}
