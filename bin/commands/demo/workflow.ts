/** Runs a workflow of the stage and follows it by its stream until it has ended, whatever the end. */
import { openExecutionStream } from '../../../client/execution-stream.ts';
import type { StreamEvent } from '../../../contracts/stream.ts';
import { type Step, type WorkflowDefinition, type WorkflowInput, workflowSchema } from '../../../contracts/workflow.ts';
import type { Stage } from './demo.ts';

export type StreamedMessage = Extract<StreamEvent, { readonly event: 'message' }>['data'];

export interface Run {
  readonly workflow: WorkflowInput;
  /** Begins the execution and gives its id: `build-software:first`. */
  readonly begin: (name: string) => Promise<string>;
  /** A message of the execution's conversation, with its payload. What it does is awaited before the end is told. */
  readonly onMessage: (message: StreamedMessage, execution: string) => void | Promise<void>;
}

export interface Ended<Result> {
  readonly execution: string;
  /** `succeeded`, `failed`, … */
  readonly state: string;
  /** Of an execution that succeeded. */
  readonly output?: Result;
  /** Of one that did not: a name, and JSON or a sentence. */
  readonly error?: string;
  readonly cause?: string;
}

/** Throws when the stream is refused, or is lost before the execution has ended. */
export async function runWorkflow<Result>(stage: Stage, { workflow, begin, onMessage }: Run): Promise<Ended<Result>> {
  const { api, screen, running, signal } = stage;
  const titles = titlesOf(workflowSchema.parse(workflow));
  const execution = await begin(`demo-${Date.now().toString(36)}`);
  screen.print(`execution ${execution}`);
  const under: Promise<void>[] = [];
  const failed = Promise.withResolvers<never>();
  const stream = openExecutionStream({
    ...{ url: running.streamUrl, execution, apiKey: running.apiKey, payloads: true },
    onEvent: (event) => {
      const title = titleOf(event, titles);
      if (title !== undefined) screen.print(`${timeOf(event)}  ${title}`);
      if (event.event !== 'message') return;
      const done = Promise.resolve(onMessage(event.data, execution));
      done.catch(failed.reject);
      under.push(done);
    },
  });
  const close = () => stream.close();
  signal.addEventListener('abort', close);
  try {
    const state = await Promise.race([stream.done, failed.promise]);
    if (state.is === 'failed') throw new Error(`The stream of ${execution} was lost: ${state.reason}`);
    await Promise.all(under);
    const ended = { ...(await api.get<Omit<Ended<Result>, 'execution'>>(`/v1/executions/${execution}`)), execution };
    if (ended.error !== undefined) screen.print(`\n${ended.state}: ${whyOf(ended)}`);
    return ended;
  } finally {
    signal.removeEventListener('abort', close);
    stream.close();
  }
}

/** What a step's failure says of itself; else the error as it is. */
function whyOf({ error = '', cause = '' }: Ended<unknown>): string {
  try {
    const { step, reason } = JSON.parse(cause) as { readonly step?: unknown; readonly reason?: unknown };
    if (typeof reason === 'string') return `step ${String(step)}, ${error}: ${reason}`;
  } catch {
    // Not every cause is JSON.
  }
  return `${error} ${cause}`;
}

function titleOf(event: StreamEvent, titles: ReadonlyMap<string, string>): string | undefined {
  if (event.event !== 'transition' || event.data.what !== 'entered') return undefined;
  return titles.get(event.data.state ?? '');
}

const timeOf = ({ event, data }: StreamEvent): string => {
  if (event === 'tokens') return data.begun.slice(11, 19);
  return (event === 'message' ? data.sentAt : data.at).slice(11, 19);
};

/** What people read of each step. Those of blocks are left out: their steps speak. */
function titlesOf({ steps }: WorkflowDefinition): Map<string, string> {
  const told = new Map<string, string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { kind, id, title } = value as Partial<Step>;
    if (kind && SPEAKING.has(kind) && id && title) told.set(id, title);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(steps);
  return told;
}

const SPEAKING: ReadonlySet<string> = new Set([
  'task',
  'coordination',
  'approval',
  'debate',
  'subworkflow',
  'transform',
]);

/** The usual way to begin. */
export const beginWith =
  ({ api }: Stage, { id }: WorkflowInput, input: unknown) =>
  async (name: string): Promise<string> =>
    (await api.post<{ id: string }>(`/v1/workflows/${id}/executions`, { name, input })).id;
