/**
 * Exports that other stacks use may be neither changed nor removed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 */
import type { OutputRecord, StackRecord } from '../engine/stacks.ts';
import type { StackState } from './state.ts';

export const importersOf = (state: StackState, exportName: string): string[] =>
  state
    .stacks()
    .filter(({ imports }) => imports?.includes(exportName))
    .map(({ name }) => name);

/** AWS's sentence for the first export that is in use and would not be the same; undefined when there is none. */
export function exportInUse(
  state: StackState,
  { name, outputs }: Pick<StackRecord, 'name' | 'outputs'>,
  after: readonly OutputRecord[],
): string | undefined {
  for (const { exportName, value } of outputs) {
    if (exportName === undefined) continue;
    const next = after.find((one) => one.exportName === exportName);
    if (next?.value === value) continue;
    const users = importersOf(state, exportName).filter((user) => user !== name);
    if (users.length === 0) continue;
    return `Export ${exportName} cannot be ${next ? 'updated' : 'deleted'} as it is in use by ${listed(users)}`;
  }
  return undefined;
}

export function refuseExportsInUse(state: StackState, before: StackRecord, after: readonly OutputRecord[]): void {
  const problem = exportInUse(state, before, after);
  if (problem !== undefined) throw new Error(problem);
}

/** `A`, `A and B`, `A, B and C`. */
const listed = (names: readonly string[]): string =>
  [names.slice(0, -1).join(', '), names.at(-1) ?? ''].filter(Boolean).join(' and ');
