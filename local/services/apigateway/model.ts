/** What an HTTP API consists of, as it is kept: the members of the API reference, in the spelling of the wire. */
import type * as z from 'zod';
import type {
  apiShape,
  authorizerShape,
  cors,
  deploymentShape,
  integrationShape,
  routeSettings,
  routeShape,
  stageShape,
} from './shapes.ts';

type Output<S extends z.ZodRawShape> = Readonly<z.output<z.ZodObject<S>>>;

export type Cors = Readonly<z.output<typeof cors>>;
export type RouteSettings = Readonly<z.output<typeof routeSettings>>;

/** Dates are epoch ms here and become text on the wire. */
export type Api = Output<typeof apiShape> & { readonly apiId: string; readonly createdDate: number };
export type Route = Output<typeof routeShape> & { readonly routeId: string };
export type Integration = Output<typeof integrationShape> & { readonly integrationId: string };
export type Authorizer = Output<typeof authorizerShape> & { readonly authorizerId: string };
export type Stage = Output<typeof stageShape> & { readonly createdDate: number; readonly lastUpdatedDate: number };
/** What a stage without AutoDeploy serves is what there was when the deployment was made. */
export type Deployment = Output<typeof deploymentShape> & {
  readonly deploymentId: string;
  readonly createdDate: number;
  readonly deploymentStatus: 'DEPLOYED';
  readonly snapshot: Snapshot;
};

export interface Snapshot {
  readonly routes: readonly Route[];
  readonly integrations: readonly Integration[];
  readonly authorizers: readonly Authorizer[];
}

/** The members of an API, by their ids. */
export interface Members {
  readonly routes: Map<string, Route>;
  readonly integrations: Map<string, Integration>;
  readonly authorizers: Map<string, Authorizer>;
  readonly stages: Map<string, Stage>;
  readonly deployments: Map<string, Deployment>;
}

export type Kind = keyof Members;
export type Member<K extends Kind> = Members[K] extends Map<string, infer T> ? T : never;

/** One API with all that belongs to it. */
export interface HeldApi extends Members {
  api: Api;
  /** Rises with each change: what was compiled for serving is stale. */
  revision: number;
}
