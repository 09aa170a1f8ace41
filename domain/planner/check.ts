/**
 * Whether a plan can be carried out: asked by the critic before a person sees the plan, and once more before its first task.
 * Pure. Every finding names the task and the remedy. Rules:
 *
 * 1. Whoever a task is for must take tasks in this stage: capabilities come and go with deployments.
 * 2. Nothing waits for itself, or for what is not there.
 * 3. Every task ends: it has a timeout, and the longest way through the plan ends within the time that is given.
 * 4. What a task needs is given by tasks that it waits for, where both are known (skills.ts).
 */
import * as z from 'zod';
import { isAddressedTo } from '../addressing.ts';
import type { Catalogue } from '../catalogue.ts';
import { cycleOf, longestWay, usersOf, waitsFor } from './graph.ts';
import { type Constraints, MAX_PLAN_BYTES, type Plan, type PlanTask, type Reason } from './plan.ts';
import { skillOf } from './skills.ts';

/** The message that carries a task to its worker. */
const TASK_REQUESTED = 'planner.task.requested';

/** @param constraints those of the goal: another stage may have other agents, another goal other limits */
export function checkPlan(plan: Plan, catalogue: Catalogue, constraints: Constraints = {}): Reason[] {
  const ids = checkIds(plan);
  const cycle = cycleOf(plan.tasks);
  return [
    ...ids,
    ...(cycle
      ? [
          error(
            'Cycle',
            `Tasks wait for each other: ${cycle.join(' → ')}. Take one of these dependencies away.`,
            cycle[0],
          ),
        ]
      : checkTime(plan, constraints)),
    ...checkSize(plan, constraints),
    ...plan.tasks.flatMap((task) => [
      ...checkAddress(task, catalogue),
      ...checkWaits(task, plan),
      ...checkSkill(task, plan),
      ...checkUse(task, plan),
    ]),
  ];
}

const error = (code: string, reason: string, task?: string): Reason => ({
  code,
  severity: 'error',
  reason,
  ...(task !== undefined && { task }),
});
const remark = (code: string, reason: string, task: string): Reason => ({ code, severity: 'remark', reason, task });

function checkIds({ tasks, result }: Plan): Reason[] {
  const twice = [...Map.groupBy(tasks, ({ id }) => id)].filter(([, { length }]) => length > 1);
  return [
    ...twice.map(([id, of]) => error('DuplicateId', `${of.length} tasks are called ${id}: ids are unique.`, id)),
    ...(tasks.some(({ id }) => id === result)
      ? []
      : [error('NoResult', `The result is to be that of ${result}, which is no task: name one of ${list(tasks)}.`)]),
  ];
}

const list = (tasks: readonly PlanTask[]): string => tasks.map(({ id }) => id).join(', ');

function checkTime({ tasks }: Plan, { withinS }: Constraints): Reason[] {
  const { path, seconds } = longestWay(tasks);
  if (withinS === undefined || seconds <= withinS) return [];
  return [
    error(
      'TooLong',
      `By its timeouts, ${path.join(' → ')} may take ${seconds} s; ${withinS} s are given. Shorten timeouts, or run tasks side by side.`,
    ),
  ];
}

function checkSize(plan: Plan, { maxTasks }: Constraints): Reason[] {
  const bytes = Buffer.byteLength(JSON.stringify(plan));
  return [
    ...(maxTasks !== undefined && plan.tasks.length > maxTasks
      ? [error('TooManyTasks', `The plan has ${plan.tasks.length} tasks; ${maxTasks} are allowed. Leave some out.`)]
      : []),
    ...(bytes > MAX_PLAN_BYTES
      ? [error('TooLarge', `The plan has ${bytes} bytes; the most is ${MAX_PLAN_BYTES}. Put large inputs into files.`)]
      : []),
  ];
}

function checkAddress({ id, to }: PlanTask, { types }: Catalogue): Reason[] {
  const takers = types.get(TASK_REQUESTED)?.channel.subscribers ?? [];
  if (takers.some((agent) => isAddressedTo(to, agent))) return [];
  const known = [...new Set(takers.flatMap(({ capabilities }) => capabilities))].join(', ');
  return [
    error(
      'NobodyAddressed',
      `${to} takes no tasks here. Capabilities that do: ${known || 'none; deploy an agent that subscribes to the tasks'}.`,
      id,
    ),
  ];
}

function checkWaits(task: PlanTask, { tasks }: Plan): Reason[] {
  return waitsFor(task)
    .filter((id) => !tasks.some((one) => one.id === id))
    .map((id) => error('Dangling', `It waits for ${id}, which is no task: name one of ${list(tasks)}.`, task.id));
}

function checkSkill(task: PlanTask, { tasks }: Plan): Reason[] {
  const skill = skillOf(task.to);
  if (!skill) return [];
  const input = skill.input.safeParse(task.input);
  const given = tasks.filter(({ id }) => task.dependsOn.includes(id)).flatMap(({ to }) => skillOf(to)?.gives ?? []);
  const unknown = tasks.some(({ id, to }) => task.dependsOn.includes(id) && !skillOf(to));
  const missing = unknown ? [] : skill.needs.filter((product) => !given.includes(product));
  const unkept = task.expects.filter((field) => !skill.fields.includes(field));
  return [
    ...(input.success
      ? []
      : [
          error(
            'InvalidInput',
            `${skill.capability} does not take this input: ${z.prettifyError(input.error)}`,
            task.id,
          ),
        ]),
    ...missing.map((product) =>
      error('NeedNotMet', `It needs ${product}: let it depend on a task that gives it.`, task.id),
    ),
    ...unkept.map((field) =>
      error(
        'UnkeptPromise',
        `It is to give \`${field}\`; ${skill.capability} gives ${skill.fields.join(', ')}. Expect one of these.`,
        task.id,
      ),
    ),
    ...namesOf(task).map((id) =>
      error(
        'NotWaitedFor',
        `Its input names ${id}, for which it does not wait: add it to \`dependsOn\` or \`uses\`.`,
        task.id,
      ),
    ),
  ];
}

/** Tasks that the inputs of known skills name without waiting for them. */
function namesOf(task: PlanTask): string[] {
  return ['of', 'against', 'history', 'trends'].flatMap((field) => {
    const id = task.input[field];
    return typeof id === 'string' && !waitsFor(task).includes(id) ? [id] : [];
  });
}

function checkUse(task: PlanTask, { tasks, result }: Plan): Reason[] {
  if (task.id === result || usersOf(tasks, task.id).length > 0) return [];
  return [remark('Unused', `Nobody uses what ${task.id} gives: leave it out, or let a task depend on it.`, task.id)];
}
