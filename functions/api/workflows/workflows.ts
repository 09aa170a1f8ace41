/** Workflows over HTTP: register, read, next version, rollback, delete. Those that systems/ declares are read here and changed there. */
import * as z from 'zod';
import { type WorkflowDefinition, workflowId } from '../../../contracts/workflow.ts';
import type { Catalogue } from '../../../domain/catalogue.ts';
import { diagramOf } from '../../../domain/workflow/diagram.ts';
import { boundsOf, verifyWorkflow } from '../../../domain/workflow/verify.ts';
import { createHttpFunction, type HttpFunction, type HttpRequest, type HttpResponse } from '../../kit/http.ts';
import { readBody, readQuery } from '../../kit/http-body.ts';
import { ProblemError, problem } from '../../kit/problem.ts';
import type { LiveWorkflow } from '../../kit/workflow/registered.ts';
import { type ChangeDeps, type Changed, register, remove, replace, rollback } from './change.ts';
import { compiledText, judge, readDefinition } from './definition.ts';

/** What depends on the account, which the context of the first request tells. */
export type PlacedDeps = Omit<ChangeDeps, 'judge'>;

export interface WorkflowsDeps {
  readonly catalogue: Catalogue;
  readonly prefix: string;
  readonly log: ChangeDeps['log'];
  readonly placed: (context: HttpRequest['context']) => PlacedDeps;
}

const rollbackSchema = z.strictObject({ version: z.int().min(1).optional() });
const readSchema = z.strictObject({ version: z.coerce.number().int().min(1).optional() });

export function createWorkflows(deps: WorkflowsDeps): HttpFunction {
  const changing = (request: HttpRequest): ChangeDeps => {
    const placed = deps.placed(request.context);
    return {
      ...placed,
      judge: (definition, others) => judge(definition, envOf(deps, placed, definition.id, others)),
    };
  };
  const told = (what: string, { caller }: HttpRequest, { row, changed }: Changed) => {
    if (changed) deps.log.info(what, { workflow: row.sk, live: row.live, latest: row.latest, by: caller.principal });
  };
  return createHttpFunction<'api/workflows'>(
    {
      'POST /v1/workflows': async (request) => {
        const definition = readDefinition(request.body);
        const made = await register(changing(request), definition, request.caller.principal);
        told('A workflow was registered.', request, made);
        return { status: 201, headers: { location: `/v1/workflows/${definition.id}` }, body: changeView(made) };
      },
      'PUT /v1/workflows/{id}': async (request) => {
        const definition = readDefinition(request.body);
        refuseOtherId(idIn(request), definition);
        const made = await replace(changing(request), definition, request.caller.principal);
        told('A workflow has a new version.', request, made);
        return { status: 200, body: changeView(made) };
      },
      'POST /v1/workflows/{id}/rollback': async (request) => {
        const { version } = readBody(rollbackSchema, request.body);
        const made = await rollback(changing(request), idIn(request), version);
        told('A workflow was rolled back.', request, made);
        return { status: 200, body: changeView(made) };
      },
      'DELETE /v1/workflows/{id}': async (request) => {
        const id = idIn(request);
        await remove(changing(request), id);
        deps.log.info('A workflow was deleted.', { workflow: id, by: request.caller.principal });
        return { status: 200, body: { id, deleted: true } };
      },
      'GET /v1/workflows': async ({ context }) => {
        const all = await deps.placed(context).reader.all();
        return { status: 200, body: { workflows: all.map(summary) } };
      },
      'GET /v1/workflows/{id}': (request) => read(deps, request),
    },
    deps.log,
  );
}

/** The id of the path: one that nothing can have is not found. */
const idIn = ({ params: { id = '' } }: HttpRequest): string => {
  if (workflowId.safeParse(id).success) return id;
  throw notFound(id);
};

const notFound = (id: string) =>
  new ProblemError(
    problem('not-found', `There is no workflow ${id.slice(0, 64)}; GET /v1/workflows lists those there are.`),
  );

function envOf({ catalogue, prefix }: WorkflowsDeps, { clock }: PlacedDeps, id: string, all: readonly LiveWorkflow[]) {
  const others = all.filter((one) => one.id !== id).map((one) => [one.id, one.definition] as const);
  return { catalogue, prefix, now: clock.now().toISOString(), workflows: new Map(others) };
}

function refuseOtherId(id: string, definition: WorkflowDefinition): void {
  if (definition.id === id) return;
  const errors = [{ field: 'id', rule: `must be ${id}, as in the path`, value: definition.id, remedy: `Give ${id}.` }];
  throw new ProblemError(
    problem('invalid-request', `The definition is of ${definition.id}, the path of ${id}. Make them agree.`, errors),
  );
}

const changeView = ({ row, changed, warnings }: Changed) => ({
  ...{ id: row.sk, title: row.title, live: row.live, latest: row.latest, changed, changedAt: row.changedAt },
  ...{ machineArn: row.machineArn, warnings },
});

const summary = ({ id, declared, version, definition, row }: LiveWorkflow) => ({
  ...{ id, title: definition.title, declared, live: version, latest: row?.latest ?? version },
  trigger: definition.trigger.kind,
  changedAt: row?.changedAt ?? null,
});

/** The live version with all that follows from it, or the one that the query names. */
async function read(deps: WorkflowsDeps, request: HttpRequest): Promise<HttpResponse> {
  const id = idIn(request);
  const { version } = readQuery(readSchema, request.query);
  const placed = deps.placed(request.context);
  const live = await placed.reader.live(id);
  if (!live) throw notFound(id);
  const versions = live.declared ? [] : await placed.reader.versions(id);
  const shown = versions.find((one) => one.version === (version ?? live.version));
  if (!shown && version !== undefined && version !== live.version)
    throw new ProblemError(problem('not-found', `Workflow ${id} has no version ${version}.`));
  const definition = shown?.definition ?? live.definition;
  const env = envOf(deps, placed, id, await placed.reader.all());
  const text = (shown && (await placed.machines.machineText(shown.versionArn))) ?? compiledText(definition, env);
  return {
    status: 200,
    body: {
      ...summary(live),
      version: shown?.version ?? live.version,
      definition,
      versions: versions.map(({ version: number, createdAt, createdBy, definition: { title } }) => ({
        ...{ version: number, title, createdAt, createdBy, live: number === live.version },
      })),
      machine: JSON.parse(text) as unknown,
      diagram: diagramOf(definition),
      bounds: boundsOf(definition, env),
      findings: verifyWorkflow(definition, env),
    },
  };
}
