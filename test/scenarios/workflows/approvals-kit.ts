/** Approvals for scenarios: what waits for a decision, decided by name; which errands were run how often; what each step was asked. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { WorkflowInput } from '../../../contracts/workflow.ts';
import { createState } from '../../../functions/kit/state.ts';
import { clientSettings } from '../../kit/cloud.ts';
import { type Answer, REGISTRY_TABLE } from '../../kit/stage.ts';
import type { StageOfFile } from '../use-stage.ts';

export interface Waiting {
  readonly id: string;
  readonly execution: string;
  readonly step: string;
  readonly place: string;
  readonly approvers: readonly string[];
  readonly decisions: readonly { readonly by: string; readonly decision: string }[];
  readonly escalated: boolean;
  readonly deadlineAt: string;
  readonly show?: { readonly run?: string };
}

interface StepRun {
  readonly step: string;
  readonly kind: string;
  readonly place: string;
  readonly round: number;
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
  readonly tries: readonly { readonly execution?: string; readonly error?: string; readonly messages?: string[] }[];
}

export interface Execution {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly redrives: number;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  readonly steps: readonly StepRun[];
}

/** What a client may be told that is no success. */
export interface Problem {
  readonly type: string;
  readonly detail: string;
}

/** `release 0` */
export const labelOf = ({ step, place }: Pick<Waiting, 'step' | 'place'>): string =>
  place ? `${step} ${place}` : step;

/** @param stage the stage, once the tests run */
export function approvalsOf(stage: () => StageOfFile) {
  const post = <Body>(route: string, body: unknown = {}, key = stage().apiKey): Promise<Answer<Body>> =>
    stage().call<Body>(route, { body, headers: { 'x-api-key': key } });
  const get = async <Body>(route: string, key = stage().apiKey): Promise<Body> => {
    const { status, body } = await stage().call<Body>(`GET ${route}`, { headers: { 'x-api-key': key } });
    if (status !== 200) throw new Error(`GET ${route} answers ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const done = async <Body>(route: string, body: unknown, status: number): Promise<Body> => {
    const answer = await post<Body>(route, body);
    if (answer.status !== status) throw new Error(`${route} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const list = async (query = '', key?: string): Promise<readonly Waiting[]> =>
    (await get<{ approvals: readonly Waiting[] }>(`/v1/approvals?limit=200${query}`, key)).approvals;
  const ofRun = async (run: string): Promise<Waiting[]> =>
    (await list()).filter(({ show }) => show?.run === run).sort((a, b) => labelOf(a).localeCompare(labelOf(b)));
  const read = (id: string) => get<Execution>(`/v1/executions/${id}`);

  return {
    post,
    list,
    ofRun,
    read,
    register: async (definitions: readonly WorkflowInput[]): Promise<void> => {
      for (const definition of definitions) await done('POST /v1/workflows', definition, 201);
    },
    /** The next version. */
    change: (definition: WorkflowInput) => done(`PUT /v1/workflows/${definition.id}`, definition, 200),
    /** The run is the name of the execution, and what its errands and approvals are known by. */
    start: async (workflow: string, run: string): Promise<string> =>
      (await done<{ id: string }>(`POST /v1/workflows/${workflow}/executions`, { name: run, input: { run } }, 201)).id,
    redrive: (id: string) => done(`POST /v1/executions/${id}/redrive`, {}, 202),
    /** The approvals of a run, once exactly these wait. */
    waiting: (run: string, labels: readonly string[]): Promise<Waiting[]> =>
      stage().until(async () => {
        const found = await ofRun(run);
        return found.map(labelOf).join() === [...labels].sort().join() ? found : undefined;
      }),
    ended: (id: string): Promise<Execution> =>
      stage().until(async () => {
        const execution = await read(id);
        return execution.state === 'running' ? undefined : execution;
      }),
    /** Approves it, its label being the reason. */
    approve: (waiting: Waiting, key?: string) =>
      post<Waiting & Problem>(
        `POST /v1/executions/${waiting.execution}/approve`,
        { approval: waiting.id, reason: labelOf(waiting) },
        key,
      ),
    /** How often each errand of a run was run, by what it is besides the run: `{before: 1}`. */
    async errands(run: string): Promise<Readonly<Record<string, number>>> {
      const client = new DynamoDBClient(clientSettings(stage().cloud));
      const now = () => new Date(stage().cloud.engine.clock.now());
      const entries = await createState(client, REGISTRY_TABLE, 'office.clerk', { now }).list<number>(
        'errands',
        `${run} `,
      );
      client.destroy();
      return Object.fromEntries(entries.map(({ key, value }) => [key.slice(run.length + 1), value]));
    },
    /** A key of its own for a principal. */
    keyOf: async (principal: string, role: string): Promise<string> =>
      (await done<{ key: string }>('POST /v1/keys', { principal, role }, 201)).key,
  };
}

/** Reasons of the decisions anywhere in an output. */
export function reasonsIn(output: unknown): string[] {
  if (typeof output !== 'object' || output === null) return [];
  const own = 'decision' in output && 'reason' in output ? [String(output.reason)] : [];
  return [...own, ...Object.values(output).flatMap(reasonsIn)].sort();
}

/** Of the steps that ask somebody, how often each did: `{release: 1, 'finish 0': 2}`. */
export const askedIn = ({ steps }: Pick<Execution, 'steps'>): Readonly<Record<string, number>> => {
  const asked: Record<string, number> = {};
  for (const { step, kind, place, tries } of steps) {
    if (!['task', 'approval', 'subworkflow'].includes(kind)) continue;
    const label = labelOf({ step, place });
    asked[label] = (asked[label] ?? 0) + tries.length;
  }
  return asked;
};
