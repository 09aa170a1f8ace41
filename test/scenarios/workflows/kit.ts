/** Workflows for scenarios: registered over the API of the office's stage, run, and told in lines that can be stated. */
import type { WorkflowInput } from '../../../contracts/workflow.ts';
import type { StageOfFile } from '../use-stage.ts';

interface ExecutionView {
  readonly id: string;
  readonly state: string;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  readonly version?: number;
  readonly current: readonly { readonly step: string; readonly kind: string; readonly place: string }[];
  readonly approvals: readonly { readonly id: string; readonly step: string; readonly deadlineAt: string }[];
  readonly steps: readonly {
    readonly step: string;
    readonly place: string;
    readonly round: number;
    readonly status: string;
    readonly output?: unknown;
    readonly error?: string;
    readonly cause?: string;
    readonly tries: readonly {
      readonly attempt: number;
      readonly at: string;
      readonly endedAt?: string;
      readonly error?: string;
      /** Ids of what it sent. */
      readonly messages?: readonly string[];
    }[];
  }[];
  readonly transitions: readonly { readonly what: string; readonly state?: string; readonly error?: string }[];
}

export interface Workflows {
  /** Registers a definition. Throws when it is refused. */
  register(definition: WorkflowInput): Promise<void>;
  /** Starts an execution and gives its id. */
  start(workflow: string, input?: unknown, name?: string): Promise<string>;
  read(id: string): Promise<ExecutionView>;
  /** The execution once it has ended. */
  ended(id: string): Promise<ExecutionView>;
  /** The execution once it waits at this step and nothing else can be done. */
  waitingAt(id: string, step: string): Promise<ExecutionView>;
  /** Registers, starts, waits for the end. */
  run(definition: WorkflowInput, input?: unknown): Promise<ExecutionView>;
  approve(id: string, body?: object): Promise<{ readonly status: number; readonly body: unknown }>;
  reject(id: string, body?: object): Promise<{ readonly status: number; readonly body: unknown }>;
  /** What the execution did, a word and a state for each transition: `entered ask`. */
  moves(execution: ExecutionView): string[];
  /** Its messages and what became of them, without those that tell its transitions. */
  messages(id: string): Promise<string[]>;
}

/** @param stage the stage, once the tests run */
export function workflowsOf(stage: () => StageOfFile): Workflows {
  const call = async <Body>(route: string, body: unknown, expected: number): Promise<Body> => {
    const answer = await stage().call<Body>(route, { body });
    if (answer.status !== expected)
      throw new Error(`${route} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const read = async (id: string): Promise<ExecutionView> =>
    (await stage().call<ExecutionView>(`GET /v1/executions/${id}`)).body;
  const register = async (definition: WorkflowInput): Promise<void> => {
    await call('POST /v1/workflows', definition, 201);
  };
  const start = async (workflow: string, input: unknown = {}, name?: string): Promise<string> =>
    (await call<{ id: string }>(`POST /v1/workflows/${workflow}/executions`, { input, ...(name && { name }) }, 201)).id;
  const ended = (id: string): Promise<ExecutionView> =>
    stage().until(async () => {
      const execution = await read(id);
      return execution.state === 'running' ? undefined : execution;
    });
  const decide = (id: string, how: string, body: object) => stage().call(`POST /v1/executions/${id}/${how}`, { body });
  return {
    register,
    start,
    read,
    ended,
    waitingAt: (id, step) =>
      stage().until(async () => {
        await stage().quiet();
        const execution = await read(id);
        return execution.current.some((one) => one.step === step) ? execution : undefined;
      }),
    async run(definition, input) {
      await register(definition);
      return await ended(await start(definition.id, input));
    },
    approve: (id, body = {}) => decide(id, 'approve', body),
    reject: (id, body = {}) => decide(id, 'reject', body),
    moves: ({ transitions }) =>
      transitions.map(({ what, state, error }) => [what, state, error && `(${error})`].filter(Boolean).join(' ')),
    async messages(id) {
      await stage().quiet();
      const told = await stage().told(`workflow:${id}`);
      return told.filter((line) => !line.startsWith('platform.workflow.moved'));
    },
  };
}
