/**
 * The order of a list of steps. Owns the rule of sequence: a step without `dependsOn` follows the one before it, or, in a parallel
 * (`independent`), nothing; with `dependsOn` it follows those. A step's level is the longest way to it: what stands in one level
 * may run at once. What `dependsOn` names outside the list is left out here and told by compile/problems.ts.
 */
import type { Step } from '../../contracts/workflow.ts';

export interface Levels {
  /** Steps in the order in which the list has them. Those of a cycle, and after it, are missing. */
  readonly levels: readonly (readonly Step[])[];
  /** `['a', 'b', 'a']`: each follows the next one named. */
  readonly cycle?: readonly string[];
}

/** Ids of the steps of the list that each one follows, by id. */
export function predecessorsOf(steps: readonly Step[], independent = false): ReadonlyMap<string, readonly string[]> {
  const ids = new Set(steps.map(({ id }) => id));
  return new Map(
    steps.map((step, i) => {
      const before = steps[i - 1];
      const follows = step.dependsOn ?? (independent || before === undefined ? [] : [before.id]);
      return [step.id, follows.filter((id) => ids.has(id))];
    }),
  );
}

export function levelsOf(steps: readonly Step[], independent = false): Levels {
  const predecessors = predecessorsOf(steps, independent);
  const levelOf = new Map<string, number>();
  const followers = new Map<string, string[]>();
  const missing = new Map<string, number>();
  for (const [id, before] of predecessors) {
    missing.set(id, before.length);
    for (const one of before) followers.set(one, [...(followers.get(one) ?? []), id]);
  }
  const ready = [...missing].filter(([, count]) => count === 0).map(([id]) => id);
  // Grows while it is walked.
  for (const id of ready) {
    levelOf.set(id, Math.max(-1, ...(predecessors.get(id) ?? []).map((one) => levelOf.get(one) ?? -1)) + 1);
    for (const follower of followers.get(id) ?? []) {
      const left = (missing.get(follower) ?? 0) - 1;
      missing.set(follower, left);
      if (left === 0) ready.push(follower);
    }
  }
  const levels: Step[][] = [];
  for (const step of steps) {
    const level = levelOf.get(step.id);
    if (level === undefined) continue;
    while (levels.length <= level) levels.push([]);
    levels[level]?.push(step);
  }
  const left = [...predecessors.keys()].filter((id) => !levelOf.has(id));
  return { levels, ...(left[0] !== undefined && { cycle: cycleFrom(left[0], predecessors, levelOf) }) };
}

/** Every step without a level has a predecessor without one: going back from any comes round. */
function cycleFrom(
  start: string,
  predecessors: ReadonlyMap<string, readonly string[]>,
  levelOf: ReadonlyMap<string, number>,
): string[] {
  const path: string[] = [];
  let at: string | undefined = start;
  while (at !== undefined && !path.includes(at)) {
    path.push(at);
    at = predecessors.get(at)?.find((id) => !levelOf.has(id));
  }
  return at === undefined ? path : [...path.slice(path.indexOf(at)), at];
}

/** Steps that hang together by their dependencies, in the order in which the list has them. */
export function componentsOf(steps: readonly Step[], independent = false): readonly (readonly Step[])[] {
  const group = new Map<string, Set<string>>(steps.map(({ id }) => [id, new Set([id])]));
  for (const [id, before] of predecessorsOf(steps, independent))
    for (const one of before) {
      const [mine, theirs] = [group.get(id), group.get(one)];
      if (!mine || !theirs || mine === theirs) continue;
      for (const member of theirs) {
        mine.add(member);
        group.set(member, mine);
      }
    }
  return [...new Set(group.values())]
    .map((members) => steps.filter(({ id }) => members.has(id)))
    .sort(([a], [b]) => steps.indexOf(a as Step) - steps.indexOf(b as Step));
}
