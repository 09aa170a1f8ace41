/** What an API's stages serve, ready for requests: built when the API has changed since the last one. */
import type { Authorizer, HeldApi, Integration, Snapshot, Stage } from '../model.ts';
import { type RouteTable, routeTable } from './routes.ts';
import { createThrottle, type Throttle } from './throttle.ts';

export interface CompiledStage {
  readonly stage: Stage;
  readonly match: RouteTable;
  readonly integrations: ReadonlyMap<string, Integration>;
  readonly authorizers: ReadonlyMap<string, Authorizer>;
  readonly throttle: Throttle;
}

export type CompiledApi = ReadonlyMap<string, CompiledStage>;

export function createCompiler(): (held: HeldApi) => CompiledApi {
  const compiled = new WeakMap<HeldApi, { readonly revision: number; readonly stages: CompiledApi }>();
  return (held) => {
    const known = compiled.get(held);
    if (known?.revision === held.revision) return known.stages;
    const stages = new Map(
      [...held.stages].flatMap(([name, stage]) => {
        const snapshot = servedBy(held, stage);
        return snapshot ? [[name, compile(stage, snapshot)] as const] : [];
      }),
    );
    compiled.set(held, { revision: held.revision, stages });
    return stages;
  };
}

/** With AutoDeploy what there is now; else what its deployment holds; undefined when nothing was deployed to it. */
function servedBy(held: HeldApi, { autoDeploy, deploymentId }: Stage): Snapshot | undefined {
  if (!autoDeploy) return deploymentId === undefined ? undefined : held.deployments.get(deploymentId)?.snapshot;
  const { routes, integrations, authorizers } = held;
  return {
    routes: [...routes.values()],
    integrations: [...integrations.values()],
    authorizers: [...authorizers.values()],
  };
}

const compile = (stage: Stage, { routes, integrations, authorizers }: Snapshot): CompiledStage => ({
  stage,
  match: routeTable(routes),
  integrations: new Map(integrations.map((one) => [one.integrationId, one])),
  authorizers: new Map(authorizers.map((one) => [one.authorizerId, one])),
  throttle: createThrottle(stage),
});
