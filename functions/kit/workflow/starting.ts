/**
 * Starts an execution of the live version of a workflow for a client. A name given twice with the same input is one execution; with
 * another input it is refused, and so is one of an execution that is gone: what its steps were answered, approvals among it, is known
 * by its name. Without a name, every request starts one.
 */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { WorkflowDefinition } from '../../../contracts/workflow.ts';
import { newMessageId } from '../../../domain/ids.ts';
import {
  conversationOf,
  EXECUTION_NAME,
  type ExecutionName,
  executionId,
  NESTED_NAME,
  TRIGGERED_NAME,
} from '../../../domain/workflow/identity.ts';
import type { Clock } from '../clock.ts';
import type { HistoryReader } from '../history.ts';
import { breachesOf, ProblemError, problem, sentenceOf } from '../problem.ts';
import type { ExecutionControl } from './control.ts';
import type { Execution, ExecutionReader } from './executions.ts';
import { checkerOf } from './json-schema.ts';
import type { LiveWorkflow } from './registered.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const MOST_INPUT_BYTES = 262_144;

/** A name that a client may give. */
export const executionName = z
  .string()
  .regex(
    EXECUTION_NAME,
    'must be up to 64 letters, digits, dots, dashes and underscores, the first a letter or a digit',
  )
  .refine(
    (name) => !NESTED_NAME.test(name),
    'must not end like those of executions that workflows start, such as -0f3a5c7e9b1d2f46.mh3k2f1a.2',
  )
  .refine(
    (name) => !TRIGGERED_NAME.test(name),
    'must not be like those of executions that a message or a schedule starts, m-… and s-…',
  );

export interface StartingDeps {
  readonly clock: Clock;
  readonly history: Pick<HistoryReader, 'keys'>;
  readonly reader: ExecutionReader;
  readonly control: ExecutionControl;
}

export interface Beginning {
  /** False where the name stands for one with the same input. */
  readonly isNew: boolean;
  readonly id: string;
  readonly name: ExecutionName;
  readonly state: Execution['state'];
  readonly startedAt: string;
}

export interface StartOptions {
  /** The client's. */
  readonly name?: string | undefined;
  readonly input: unknown;
  /** What must be done before it may begin, and not for one that has. */
  readonly before?: (name: ExecutionName) => Promise<void>;
}

/** Throws the problem that keeps it from beginning. */
export async function startLive(deps: StartingDeps, live: LiveWorkflow, options: StartOptions): Promise<Beginning> {
  const { clock, reader, control } = deps;
  const { name: given, input, before: prepare } = options;
  const text = checkedInput(live.definition, input);
  const name = { workflow: live.id, name: given ?? newMessageId(clock.now().getTime(), clock.randomBytes(16)) };
  if (given !== undefined) {
    const [before, isSpent] = await Promise.all([reader.describe(name), isTold(deps, name)]);
    const known = before ?? (isSpent ? await reader.describe(name) : undefined); // it may have begun meanwhile
    if (known) return again(known, input);
    if (isSpent) throw spent(name);
  }
  await prepare?.(name);
  const started = await control.start(name, text);
  if (started.outcome === 'no-machine')
    throw new ProblemError(problem('not-found', `Workflow ${live.id} has no machine now: it is being deleted.`));
  if (started.outcome === 'taken') {
    const taken = await reader.describe(name);
    if (taken) return again(taken, input);
    throw new Error(`Step Functions knows ${executionId(name)} and does not describe it.`);
  }
  return { isNew: true, id: executionId(name), name, state: 'running', startedAt: started.at };
}

/** Whether its conversation is in the history: every execution's is, with its transitions at least. */
async function isTold({ history }: StartingDeps, name: ExecutionName): Promise<boolean> {
  return (await history.keys('byConversation', { partition: conversationOf(name), limit: 1 })).length > 0;
}

function spent(name: ExecutionName): ProblemError {
  const errors = [{ field: 'name', rule: 'was used before', value: name.name, remedy: 'Choose another name.' }];
  const detail = `There was an execution ${executionId(name)} before the workflow was deleted, or more than 90 days ago. Choose another name.`;
  return new ProblemError(problem('execution-exists', detail, errors));
}

function again({ id, workflow, name, state, startedAt, input: before }: Execution, input: unknown): Beginning {
  if (isDeepStrictEqual(before, input)) return { isNew: false, id, name: { workflow, name }, state, startedAt };
  const errors = [
    { field: 'name', rule: 'stands for another input', value: name, remedy: 'Choose another name, or leave it out.' },
  ];
  throw new ProblemError(
    problem('execution-exists', `${id} was started at ${startedAt} with another input. Choose another name.`, errors),
  );
}

/** The input as JSON text. Throws `input-too-large`, `invalid-input`. */
function checkedInput({ id, input: schema }: WorkflowDefinition, input: unknown): string {
  const text = JSON.stringify(input);
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_INPUT_BYTES)
    throw new ProblemError(
      problem(
        'input-too-large',
        `The input has ${bytes} bytes; an execution holds ${MOST_INPUT_BYTES}. Send what is large as a message or an upload, and give the execution its id.`,
      ),
    );
  const checked = schema === undefined ? undefined : checkerOf(schema).safeParse(input);
  if (!checked || checked.success) return text;
  const errors = breachesOf(checked.error, input, ['input']);
  throw new ProblemError(
    problem('invalid-input', `The input breaks the schema of ${id}: ${sentenceOf(errors)}.`, errors),
  );
}
