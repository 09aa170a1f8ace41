/** Steps made of steps: `condition`, `parallel`, `map` and `loop`. */
import type { StepOf, Template } from '../../../contracts/workflow.ts';
import type { StepError } from '../../../contracts/workflow-step.ts';
import { componentsOf, levelsOf } from '../levels.ts';
import { listsIn, type StepList } from '../steps.ts';
import { catchOf, caughtBy, retryOf } from './handlers.ts';
import { dealt } from './lanes.ts';
import {
  type Branch,
  type CompileStep,
  commented,
  type Entered,
  type Exit,
  leaving,
  leavingTo,
  type Scope,
} from './machine.ts';
import { assignedLast, indexVariable, roundVariable } from './names.ts';
import { expression, mentions, rewrite, rewriteExpression } from './rewrite.ts';

const lastOf = ({ steps }: StepList): string => steps.at(-1)?.id ?? '';

export const compileCondition: CompileStep<'condition'> = (scope, step, name, exit) => {
  const lists = listsIn(step);
  const enter = (
    steps: StepOf<'condition'>['otherwise'],
    taken: string | number,
    word: string,
  ): { way: object; states: object } => {
    const list = lists.find((one) => one.steps === steps);
    if (!list) return leavingTo(exit, { taken, output: null }, `${step.id}: ${word}, nothing to do`);
    const leave = (outputOf: (id: string) => Template) => exit.leave({ taken, output: outputOf(lastOf(list)) });
    const { entry, states } = scope.list(scope, list, { ...exit, leave });
    return { way: { Next: entry }, states };
  };
  const branches = step.branches.map(({ when, title, steps }, i) => ({
    rule: { ...(title !== undefined && { Comment: title }), Condition: rewriteExpression(when) },
    ...enter(steps, title ?? i + 1, `branch ${i + 1}`),
  }));
  const otherwise = enter(step.otherwise, 'otherwise', 'otherwise');
  const { Next, ...members } = otherwise.way as { Next: string };
  return {
    [name]: {
      ...commented(step, 'Takes the first branch whose condition holds'),
      Type: 'Choice',
      Choices: branches.map(({ rule, way }) => ({ ...rule, ...way })),
      Default: Next,
      ...members,
    },
    ...Object.assign({}, ...branches.map(({ states }) => states)),
    ...otherwise.states,
  };
};

/** Groups of steps that do not wait for one another are branches; within one, and under a limit, levels are. */
export const compileParallel: CompileStep<'parallel'> = (scope, step, name, exit) => {
  const [list] = listsIn(step);
  const caught = caughtBy(scope, step, exit);
  const made = list ? branchesOf(scope, step, list) : { branches: [], output: {} };
  return {
    [name]: {
      ...commented(step, step.limit === undefined ? 'At the same time' : `At the same time, ${step.limit} at most`),
      Type: 'Parallel',
      Branches: made.branches,
      ...retryOf(step.retry),
      ...catchOf(caught.Catch),
      ...leaving(exit, made.output),
    },
    ...caught.states,
  };
};

function branchesOf(scope: Scope, step: StepOf<'parallel'>, list: StepList) {
  const limited = step.limit !== undefined && step.limit < step.steps.length ? step.limit : undefined;
  const oneLevel = levelsOf(step.steps, true).levels.length === 1;
  const groups =
    limited === undefined
      ? dealt(
          componentsOf(step.steps, true).map((steps) => [...steps]),
          scope.definition,
        )
      : oneLevel
        ? dealt(
            step.steps.map((one) => [one]),
            scope.definition,
            limited,
          )
        : [step.steps];
  const branches: Branch[] = [];
  const output: Record<string, Template> = {};
  for (const [i, steps] of groups.entries()) {
    const result = `$states.result[${i}]`;
    for (const { id } of steps) output[id] = expression(steps.length === 1 ? result : `${result}.${id}`);
    branches.push(oneLevel ? scope.branch(scope, steps) : withLevels(scope, { ...list, steps }, limited));
  }
  return { branches, output: inOrder(step, output) };
}

const inOrder = ({ steps }: StepOf<'parallel'>, output: Readonly<Record<string, Template>>) =>
  Object.fromEntries(steps.map(({ id }) => [id, output[id] ?? null]));

function withLevels(scope: Scope, list: StepList, limit: number | undefined): Branch {
  if (list.steps.length === 1) return scope.branch(scope, list.steps);
  const leave = (outputOf: (id: string) => Template) => ({
    Output: Object.fromEntries(list.steps.map(({ id }) => [id, outputOf(id)])),
  });
  const { entry, states } = scope.list(scope, list, { leave }, limit);
  return { StartAt: entry, States: states };
}

export const compileMap: CompileStep<'map'> = (scope, step, name, exit) => {
  const [list] = listsIn(step);
  const caught = caughtBy(scope, step, exit);
  const index = indexVariable(step);
  const item = `${step.id}: item`;
  const { entry, states } = list
    ? forEach({ ...scope, place: [...scope.place, `$${index}`] }, step, list)
    : { entry: item, states: {} };
  return {
    [name]: {
      ...commented(step, `For each ${step.as}`),
      Type: 'Map',
      Items: rewrite(step.over),
      ItemSelector: {
        [step.as]: expression('$states.context.Map.Item.Value'),
        [index]: expression('$states.context.Map.Item.Index'),
      },
      MaxConcurrency: step.limit,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: item,
        States: {
          [item]: {
            Comment: `Takes the ${step.as}`,
            Type: 'Pass',
            Assign: {
              [step.as]: expression(`$states.input.${step.as}`),
              [index]: expression(`$states.input.${index}`),
            },
            Next: entry,
          },
          ...states,
        },
      },
      ...retryOf(step.retry),
      ...catchOf(caught.Catch),
      ...leaving(exit, expression('$states.result')),
    },
    ...caught.states,
  };
};

function forEach(scope: Scope, step: StepOf<'map'>, list: StepList): Entered {
  if (step.result === undefined)
    return scope.list(scope, list, { leave: (outputOf) => ({ Output: outputOf(lastOf(list)) }) });
  const Output = rewrite(step.result);
  if (!mentions(Output, new Set(assignedLast(list)))) return scope.list(scope, list, { leave: () => ({ Output }) });
  const result = `${step.id}: result`;
  const { entry, states } = scope.list(scope, list, { next: result, leave: () => ({}) });
  return {
    entry,
    states: { ...states, [result]: { Comment: 'What becomes of the item', Type: 'Pass', Output, End: true } },
  };
}

/** A pass begins the first round; a choice after each ends the loop, or begins the next. */
export const compileLoop: CompileStep<'loop'> = (scope, step, name, exit) => {
  const [list] = listsIn(step);
  if (!list) return {};
  const round = roundVariable(step);
  const decides = `${step.id}: next round`;
  const inside = { ...scope, place: [...scope.place, `$${round}`] };
  const { entry, states } = scope.list(inside, list, { next: decides, leave: () => ({}) });
  const done = leavingTo(exit, { rounds: expression(`$${round}`), done: true }, `${step.id}: done`);
  const exhausted = exhaustedOf(step, exit, round);
  return {
    [name]: {
      ...commented(step, `Again until it is well, ${step.maxRounds} rounds at most`),
      Type: 'Pass',
      // Of an earlier run of the loop, in a loop around it, nothing is to be seen.
      Assign: { [round]: 1, ...Object.fromEntries(step.steps.map(({ id }) => [id, null])) },
      Next: entry,
    },
    ...states,
    [decides]: {
      Comment: 'Another round, unless it is well',
      Type: 'Choice',
      Choices: [
        { Comment: 'Well', Condition: rewriteExpression(step.until), ...done.way },
        { Comment: 'No rounds left', Condition: expression(`$${round} >= ${step.maxRounds}`), ...exhausted.way },
      ],
      Default: entry,
      Assign: { [round]: expression(`$${round} + 1`) },
    },
    ...done.states,
    ...exhausted.states,
  };
};

const EXHAUSTED: StepError = 'RoundsExhausted';

function exhaustedOf(step: StepOf<'loop'>, exit: Exit, round: string) {
  const name = `${step.id}: no rounds left`;
  if (step.exhausted === 'continue') return leavingTo(exit, { rounds: expression(`$${round}`), done: false }, name);
  const reason = `The loop has made its ${step.maxRounds} rounds, and its condition does not hold.`;
  const failed = {
    Comment: 'All rounds are made',
    Type: 'Fail' as const,
    Error: EXHAUSTED,
    Cause: JSON.stringify({ step: step.id, reason }),
  };
  return { way: { Next: name }, states: { [name]: failed } };
}
