/** The stage of the bench as a client sees it, through its API, and what its front tells besides. */
import type { WorkflowInput } from '../../contracts/workflow.ts';
import type { Hosted } from '../kit/host.ts';
import { ask, post } from './json-front.ts';
import type { Memory } from './signalbox.ts';

export interface StageClient {
  readonly name: string;
  /** Of the AWS API. */
  readonly cloudUrl: string;
  /** One request of the API: `call('GET /v1/approvals')`. Throws when it is refused. */
  call<Answer>(route: string, body?: unknown): Promise<Answer>;
  register(definition: WorkflowInput): Promise<void>;
  start(workflow: string, name: string, input: unknown): Promise<void>;
  /** Resolves when the execution of that name has ended, on the moment. Throws when it did not succeed. */
  ended(name: string): Promise<void>;
  /** Starts it and resolves when it has ended, which is asked for before it starts. */
  run(workflow: string, name: string, input: unknown): Promise<void>;
  reached(what: string, n: number): Promise<void>;
  counts(): Promise<Readonly<Record<string, number>>>;
  quiet(): Promise<void>;
  memory(): Promise<Memory>;
}

/** So long must nothing have happened. */
const QUIET_MS = 1_500;

export function stageClient({ name, url, headers }: Hosted): StageClient {
  const { 'x-api-key': key = '', 'x-api-url': apiUrl = '', 'x-cloud-url': cloudUrl = '' } = headers;

  function call<Answer>(route: string, body?: unknown): Promise<Answer> {
    const [method = '', path = ''] = route.split(' ');
    return ask(method, apiUrl + path, body, { 'x-api-key': key });
  }

  async function ended(execution: string): Promise<void> {
    const status = await post<string>(`${url}/ended`, { name: execution });
    if (status !== 'SUCCEEDED') throw new Error(`${execution} ended as ${status}.`);
  }

  const start = (workflow: string, execution: string, input: unknown): Promise<void> =>
    call(`POST /v1/workflows/${workflow}/executions`, { name: execution, input });

  return {
    name,
    cloudUrl,
    call,
    register: (definition) => call('POST /v1/workflows', definition),
    start,
    ended,
    async run(workflow, execution, input) {
      await Promise.all([ended(execution), start(workflow, execution, input)]);
    },
    reached: (what, n) => post(`${url}/reached`, { what, n }),
    counts: () => post(`${url}/counts`),
    quiet: () => post(`${url}/quiet`, { ms: QUIET_MS }),
    memory: () => post(`${url}/memory`),
  };
}
