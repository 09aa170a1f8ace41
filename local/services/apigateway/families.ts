/**
 * The five kinds of members that an API has: how each is named, checked and told. Actions and template resources are both made
 * by going through here, so they cannot differ.
 */
import type * as z from 'zod';
import type { Engine } from '../../engine/engine.ts';
import { conflict, notFound } from './errors.ts';
import { checkAuthorizer, checkIntegration, checkRoute } from './checks.ts';
import type { Authorizer, Deployment, HeldApi, Integration, Kind, Member, Route, Stage } from './model.ts';
import { authorizerShape, deploymentShape, integrationShape, routeShape, stageShape } from './shapes.ts';

export interface Family<K extends Kind> {
  readonly kind: K;
  /** As in the names of actions: CreateRoute, GetRoutes. */
  readonly noun: string;
  readonly idName: string;
  readonly shape: z.ZodRawShape;
  /** The member as it is kept, of input that the shape accepted. Throws when it does not fit the rest of the API. */
  make(given: never, id: string, held: HeldApi, engine: Engine, before: Member<K> | undefined): Member<K>;
  /** The id, where it is not made up. */
  idOf?(given: never): string;
  answer(member: Member<K>): object;
}

const family = <K extends Kind, S extends z.ZodRawShape>(definition: {
  kind: K;
  noun: string;
  idName: string;
  shape: S;
  make(
    given: z.output<z.ZodObject<S>>,
    id: string,
    held: HeldApi,
    engine: Engine,
    before: Member<K> | undefined,
  ): Member<K>;
  idOf?(given: z.output<z.ZodObject<S>>): string;
  answer(member: Member<K>): object;
}): Family<K> => definition as Family<K>;

const routes = family({
  kind: 'routes',
  noun: 'Route',
  idName: 'routeId',
  shape: routeShape,
  make(given, routeId, held): Route {
    const other = [...held.routes.values()].find((one) => one.routeKey === given.routeKey && one.routeId !== routeId);
    if (other) throw conflict(`Route with key ${given.routeKey} already exists for this API`);
    return { ...checkRoute(given, held), routeId };
  },
  answer: (route) => ({ apiKeyRequired: false, ...route }),
});

const integrations = family({
  kind: 'integrations',
  noun: 'Integration',
  idName: 'integrationId',
  shape: integrationShape,
  make: (given, integrationId): Integration => ({ ...checkIntegration(given), integrationId }),
  answer: (integration) => integration,
});

const authorizers = family({
  kind: 'authorizers',
  noun: 'Authorizer',
  idName: 'authorizerId',
  shape: authorizerShape,
  make: (given, authorizerId): Authorizer => ({ ...checkAuthorizer(given), authorizerId }),
  answer: (authorizer) => authorizer,
});

const stages = family({
  kind: 'stages',
  noun: 'Stage',
  idName: 'stageName',
  shape: stageShape,
  idOf: ({ stageName }) => stageName,
  make(given, stageName, held, engine, before): Stage {
    if (given.deploymentId !== undefined && !held.deployments.has(given.deploymentId))
      throw notFound('Deployment', given.deploymentId);
    const now = engine.clock.now();
    return { ...given, stageName, createdDate: before?.createdDate ?? now, lastUpdatedDate: now };
  },
  answer: (stage) => withDates(stage),
});

const deployments = family({
  kind: 'deployments',
  noun: 'Deployment',
  idName: 'deploymentId',
  shape: deploymentShape,
  make(given, deploymentId, held, engine, before): Deployment {
    const { routes: r, integrations: i, authorizers: a } = held;
    const snapshot = { routes: [...r.values()], integrations: [...i.values()], authorizers: [...a.values()] };
    const createdDate = before?.createdDate ?? engine.clock.now();
    return {
      ...given,
      deploymentId,
      createdDate,
      deploymentStatus: 'DEPLOYED',
      snapshot: before?.snapshot ?? snapshot,
    };
  },
  answer: ({ snapshot: _, stageName: __, ...deployment }) => withDates({ autoDeployed: false, ...deployment }),
});

export const families = { routes, integrations, authorizers, stages, deployments };

type Dated = { readonly createdDate: number; readonly lastUpdatedDate?: number };

/** Dates travel as ISO 8601. */
export function withDates<T extends Dated>(value: T): object {
  const { createdDate, lastUpdatedDate } = value;
  return {
    ...value,
    createdDate: new Date(createdDate),
    ...(lastUpdatedDate !== undefined && { lastUpdatedDate: new Date(lastUpdatedDate) }),
  };
}
