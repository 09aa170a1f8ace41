/**
 * A worker of the planner system: does a task and answers with what came of it. What no retry helps (an input that it does not
 * take, an output of another task that is not what it needs) is answered as a failure at once; anything else throws, and is tried
 * again by whoever delivered it.
 */
import * as z from 'zod';
import type { TaskDone } from '../../domain/planner/plan.ts';

/** A task that cannot be done as it is asked. */
class TaskRefused extends Error {
  override readonly name = 'TaskRefused';
}

interface TaskRequest {
  readonly task: { readonly id: string; readonly input: Readonly<Record<string, unknown>> };
  readonly inputs: Readonly<Record<string, TaskDone>>;
}

interface Done {
  readonly type: 'planner.task.done';
  readonly payload: TaskDone;
}

/** @param work gives the task's output; it takes the input as its schema reads it */
export async function answerTask<Input>(
  schema: z.ZodType<Input>,
  { task, inputs }: TaskRequest,
  work: (input: Input, given: Given) => Promise<object> | object,
): Promise<[Done]> {
  try {
    const input = read(schema, task.input, `The input of task ${task.id}`);
    const output = z.record(z.string(), z.json()).parse(await work(input, givenIn(inputs)));
    return [{ type: 'planner.task.done', payload: { status: 'succeeded', output } }];
  } catch (error) {
    if (!(error instanceof TaskRefused)) throw error;
    const payload = { status: 'failed', error: error.name, reason: error.message.slice(0, 2_000) } as const;
    return [{ type: 'planner.task.done', payload }];
  }
}

/** What other tasks gave. */
export interface Given {
  /** Throws TaskRefused when it is not there, or is something else. */
  needed<Output>(schema: z.ZodType<Output>, task: string): Output;
  /** Undefined when it is not there: that task failed, or nobody asked for it. */
  ifThere<Output>(schema: z.ZodType<Output>, task: string | undefined): Output | undefined;
}

function givenIn(inputs: TaskRequest['inputs']): Given {
  const outputOf = (task: string | undefined) => {
    const done = task === undefined ? undefined : inputs[task];
    return done?.status === 'succeeded' ? done.output : undefined;
  };
  return {
    needed(schema, task) {
      const output = outputOf(task);
      if (!output)
        throw new TaskRefused(
          `The output of task ${task} is missing: let this task depend on it. There is: ${Object.keys(inputs).join(', ') || 'nothing'}.`,
        );
      return read(schema, output, `What task ${task} gave`);
    },
    ifThere(schema, task) {
      const output = outputOf(task);
      return output && read(schema, output, `What task ${String(task)} gave`);
    },
  };
}

function read<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new TaskRefused(`${what} is not what it must be: ${z.prettifyError(result.error)}`);
}
