/** The graph of a plan's tasks: its cycles, and how long its longest way may take. Pure. */
import type { PlanTask } from './plan.ts';

/** Tasks that must have ended before this one. */
export const waitsFor = ({ dependsOn, uses }: Pick<PlanTask, 'dependsOn' | 'uses'>): readonly string[] => [
  ...new Set([...dependsOn, ...uses]),
];

/** One cycle as its path, the first task again at the end; undefined when there is none. */
export function cycleOf(tasks: readonly PlanTask[]): readonly string[] | undefined {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const ended = new Set<string>();
  const visit = (id: string, path: readonly string[]): readonly string[] | undefined => {
    const task = byId.get(id);
    if (!task || ended.has(id)) return undefined;
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    for (const next of waitsFor(task)) {
      const found = visit(next, [...path, id]);
      if (found) return found;
    }
    ended.add(id);
    return undefined;
  };
  for (const { id } of tasks) {
    const found = visit(id, []);
    if (found) return found.toReversed(); // in the order in which they would run
  }
  return undefined;
}

/** The way through the plan with the most seconds of timeouts. Of a plan without a cycle. */
export function longestWay(tasks: readonly PlanTask[]): { readonly path: readonly string[]; readonly seconds: number } {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const known = new Map<string, { path: readonly string[]; seconds: number }>();
  const wayTo = (task: PlanTask): { path: readonly string[]; seconds: number } => {
    const before = known.get(task.id);
    if (before) return before;
    let longest: { path: readonly string[]; seconds: number } = { path: [], seconds: 0 };
    for (const id of waitsFor(task)) {
      const next = byId.get(id);
      const way = next && wayTo(next);
      if (way && way.seconds > longest.seconds) longest = way;
    }
    const way = { path: [...longest.path, task.id], seconds: longest.seconds + task.timeoutS };
    known.set(task.id, way);
    return way;
  };
  return tasks.map(wayTo).reduce((one, other) => (other.seconds > one.seconds ? other : one), { path: [], seconds: 0 });
}

/** Tasks that wait for a task, directly. */
export const usersOf = (tasks: readonly PlanTask[], id: string): readonly PlanTask[] =>
  tasks.filter((task) => waitsFor(task).includes(id));
